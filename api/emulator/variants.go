package emulator

import "slices"

// NamedVariant is a variant for a table of tests.
type NamedVariant struct {
	Name    string
	Variant Variant
}

// combinations are several switches at once: servers that the documents of one
// generation describe, and servers that say as little, or as oddly, as they can.
var combinations = []struct{ name, spec string }{
	{"older reference", "triggers=reference,one-trigger=string,list=array,search=array,update=strict"},
	{"guide", "triggers=kebab,owner=absent,timestamps=string,secret=clear"},
	{"secrets hidden", "secret=stars,create=no-secret,update=keep-secret,updated=204"},
	{"secrets gone", "secret=absent,create=empty,update=replace,updated=empty"},
	{"says nothing", "list=array,search=404,create=empty,updated=204,delete=empty,test=empty,errors=empty,trace=none," +
		"secret=absent,timestamps=absent,owner=absent,empty-fields=absent,parents=absent,expires-in=absent,empty=nothing"},
	{"all strings", "list=total-string,search=total-string,page-size=3,create=string,updated=string,delete=string,test=string," +
		"timestamps=string,flags=string,one-trigger=string,expires-in=string"},
	{"behind a gateway", "errors=html,trace=none,test=text,updated=empty,unknown-id=403,search=405,read-only=refused"},
	{"small pages that lie", "list=repeating,search=repeating,page-size=2,single=bare,empty=null,workspace=envelope," +
		"grandchildren=absent,secret=empty"},
	{"another dialect", "descendants=misspelled,triggers=versioned,workspace-names=alias,workspace=array,timestamps=iso," +
		"errors=objects,extra=added,size=refused,update=patch"},
}

// smallPages makes a paged variant cut even the demo's lists.
const smallPages = 5

// Variants returns the default behavior, every switch on by itself, and some
// combinations, but not what a server delivers, nor what it does only when something
// is wrong or in lists of other workspaces. In each of them a client that reads the API contract the
// tolerant way can list, read, create, change, test and delete webhooks, apart
// from audience=legacy, where it must be told the audience. drift=vanish, which
// loses a webhook, and drift=lasting, whose list no one can read, are not among
// them.
func Variants() []NamedVariant {
	named := []NamedVariant{{Name: "default"}}
	for _, s := range clientSettings() {
		for _, value := range s.Values[1:] {
			var v Variant
			s.set(&v, value.Name)
			if v.apart() {
				continue
			}
			named = append(named, NamedVariant{Name: v.String(), Variant: withSmallPages(v)})
		}
	}
	for _, c := range combinations {
		v, err := ParseVariant(c.spec)
		if err != nil {
			panic("emulator: combination " + c.name + ": " + err.Error())
		}
		named = append(named, NamedVariant{Name: c.name, Variant: v})
	}
	return named
}

// apart reports whether a variant is for tests of its own: where Coro's tests fail,
// where lists show what lives in another workspace, or where a list loses a webhook
// or is never the same.
func (v Variant) apart() bool {
	return v.Test == "failed" || v.Test == "refused" || v.Inherited != "" ||
		v.Drift == "vanish" || v.Drift == "lasting"
}

// withSmallPages gives lists several pages where a switch is about those. It
// leaves the switches alone whose server never gives more than its first page:
// with small pages no one could list its webhooks.
func withSmallPages(v Variant) Variant {
	lists := []string{"paged", "no-total", "total-string", "repeating"}
	searches := []string{"no-total", "total-string", "repeating"}
	if v.Drift != "" {
		v.List = "paged"
	}
	if slices.Contains(lists, v.List) || slices.Contains(searches, v.Search) {
		v.PageSize = smallPages
	}
	return v
}
