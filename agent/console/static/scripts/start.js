loadPreferences();
document.documentElement.lang = state.lang;
applyTheme();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
document.addEventListener('keydown', onKey);
build();
setInterval(() => { if (document.contains(root) && !document.hidden && !root.querySelector('dialog[open]')) refresh(); }, 5000);
setInterval(tick, 1000);
