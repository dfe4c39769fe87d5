package output

import (
	"strings"
	"testing"
	"text/template"
)

const templateData = `{"id":"a1","name":"Billing <&>","count":12,"price":1.50,"on":true,"off":false,"nothing":null,"empty":"","tags":["x","y","z"],
"headers":{"X-B":"2","X-A":"1"},"nested":{"list":[{"n":"one","v":1},{"n":"two","v":2}]},"created":1759652485322}`

// TestTemplatesAsInGo: on what JSON holds, templates do what text/template does.
func TestTemplatesAsInGo(t *testing.T) {
	t.Parallel()
	data, err := plain([]byte(templateData))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{
		"", "plain", "{{.id}} {{.name}}", "{{.count}} {{.price}} {{.on}} {{.created}}", "{{.nested.list}}", "{{.missing}}", "{{.nothing}}",
		"{{if .on}}yes{{else}}no{{end}}{{if .off}}yes{{else}}no{{end}}{{if .empty}}yes{{else if .on}}else{{end}}",
		"{{range .tags}}{{.}},{{end}}", "{{range $i, $t := .tags}}{{$i}}={{$t}} {{end}}", "{{range $t := .tags}}{{$t}}{{$.id}}{{end}}",
		"{{range $k, $v := .headers}}{{$k}}: {{$v}}\n{{end}}", "{{range .missing}}x{{else}}none{{end}}", "{{range .nested.list}}{{.n}}{{.v}}{{end}}",
		"{{with .nested}}{{len .list}}{{end}}{{with .missing}}x{{else}}y{{end}}", "{{len .tags}} {{len .name}} {{len .headers}}",
		"{{index .tags 1}} {{index .headers \"X-A\"}} {{index .nested.list 0}}", "{{(index .nested.list 1).n}}", "{{slice .name 0 4}} {{slice .tags 1}}",
		"{{.id | printf \"%s-%s\" \"b\"}}", "{{printf \"%q %v %5s|\" .id .on .id}}", "{{print .id 1 2 .name}}", "{{println .id}}",
		"{{html .name}} {{urlquery .name}}", "{{eq .id \"a1\"}} {{ne .id \"b\"}} {{eq .id \"b\" \"a1\"}}", "{{lt .id \"b\"}} {{gt 2 1}} {{le 1 1}} {{ge 1 2}}",
		"{{and .on .id}} {{or .empty .id}} {{not .on}} {{and .off .missing.x.y}}", "{{$x := .id}}{{$x}}{{$x = \"new\"}}{{$x}}{{if true}}{{$x = \"in\"}}{{end}}{{$x}}",
		"{{if true}}{{$y := 1}}{{$y}}{{end}}", "{{define \"row\"}}[{{.n}}{{$.v}}]{{end}}{{range .nested.list}}{{template \"row\" .}}{{end}}",
		"{{block \"b\" .id}}<{{.}}>{{end}}", "{{range .tags}}{{if eq . \"y\"}}{{break}}{{end}}{{.}}{{end}}", "{{range .tags}}{{if eq . \"y\"}}{{continue}}{{end}}{{.}}{{end}}",
		"a {{- .id -}} b{{/* no word */}}", "{{range $i, $e := .tags}}{{if $i}}, {{end}}{{$e}}{{end}}", "{{range 3}}{{.}}{{end}}", "{{1}} {{1.5}} {{true}} {{\"s\"}} {{`r`}}",
		"{{.count.x}}", "{{index .tags 9}}", "{{template \"none\"}}", "{{index .id 0 1}}", "{{len .on}}",
	} {
		var want strings.Builder
		reference, err := template.New("template").Parse(source)
		if err == nil {
			err = reference.Execute(&want, data)
		}
		ours, failed := parseLayout(source)
		var got string
		if failed == nil {
			got, failed = laidOut(t, ours, data)
		}
		switch ended := strings.TrimSuffix(want.String(), "\n"); {
		case (err != nil) != (failed != nil):
			t.Errorf("%q: %v, want %v", source, failed, err)
		case err == nil && strings.TrimSuffix(got, "\n") != ended:
			t.Errorf("%q gives %q, want %q", source, got, ended)
		}
	}
}

// TestTemplatesOfNumbers: numbers are compared and formatted, which text/template does
// not do with those of JSON.
func TestTemplatesOfNumbers(t *testing.T) {
	t.Parallel()
	data, err := plain([]byte(templateData))
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"{{if gt .count 10}}many{{end}}": "many\n", "{{eq .count 12}}": "true\n", "{{printf \"%03d %.1f\" .count .price}}": "012 1.5\n",
		"{{json .tags}}": "[\"x\",\"y\",\"z\"]\n", "{{join \", \" .tags}}": "x, y, z\n", "{{join \",\" .nothing}}": "",
		"{{json .name}}": "\"Billing <&>\"\n", "{{range .count}}{{end}}": "",
	} {
		ours, err := parseLayout(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := laidOut(t, ours, data); err != nil || got != want {
			t.Errorf("%q gives %q, %v, want %q", source, got, err, want)
		}
	}
	endless, err := parseLayout(`{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := laidOut(t, endless, data); err == nil {
		t.Error("a template that calls itself ends well")
	}
}

// laidOut is what a template makes of a value.
func laidOut(t *testing.T, l *layout, value any) (said string, err error) {
	t.Helper()
	e, stop := evaluate(t.Context(), patience)
	defer stop()
	err = e.laidOut(l, value, func(out string) error {
		said = out
		return nil
	})
	return said, err
}
