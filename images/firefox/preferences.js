// Defaults that a person may change. What they may not is in policies.json.
pref('browser.aboutwelcome.enabled', false)
pref('browser.tabs.firefox-view', false)
// The window fills the screen: buttons to shrink or close it would do nothing good.
pref('browser.tabs.inTitlebar', 0)
// No container of ours may make user namespaces. Firefox keeps its system call filter and would warn about the rest.
pref('security.sandbox.warn_unprivileged_namespaces', false)
