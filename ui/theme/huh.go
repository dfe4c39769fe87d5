package theme

import "charm.land/huh/v2"

// Huh draws Huh's fields in the program's styles: no boxes, and the accent for
// what has the focus.
func (t Theme) Huh() huh.Theme {
	var styles huh.Styles
	styles.FieldSeparator = t.Text.SetString("\n")
	focused := &styles.Focused
	focused.Title = t.Accent
	focused.Description = t.Muted
	focused.ErrorIndicator = t.Bad.SetString(" *")
	focused.ErrorMessage = t.Bad
	focused.SelectSelector = t.Accent.SetString(t.Signs.Cursor + " ")
	focused.Option = t.Text
	focused.SelectedOption = t.Text
	focused.PrevIndicator = t.Accent.SetString("< ")
	focused.NextIndicator = t.Accent.SetString(" >")
	focused.TextInput.Cursor = t.Accent
	focused.TextInput.Text = t.Text
	focused.TextInput.Placeholder = t.Muted
	focused.TextInput.Prompt = t.Accent
	focused.FocusedButton = t.ButtonOn.Padding(0, 1)
	focused.BlurredButton = t.Button.Padding(0, 1)
	styles.Blurred = styles.Focused
	styles.Blurred.Title = t.Label
	styles.Blurred.TextInput.Prompt = t.Muted
	styles.Blurred.SelectSelector = t.Text.SetString("  ")
	styles.Blurred.PrevIndicator = t.Muted.SetString("  ")
	styles.Blurred.NextIndicator = t.Muted.SetString("  ")
	return huh.ThemeFunc(func(bool) *huh.Styles { return &styles })
}
