// Colour scheme and language of this device, before anything is painted. Its own file, since the policy of the page allows
// no inline script.
(function () {
  var root = document.documentElement;
  var scheme = null;
  var language = null;
  try {
    scheme = localStorage.getItem('sutra.color-scheme');
    language = localStorage.getItem('sutra.language');
  } catch {
    // Storage may be switched off: then the device decides.
  }
  if (scheme !== 'light' && scheme !== 'dark')
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.setAttribute('data-mantine-color-scheme', scheme);
  if (language) root.lang = language;
})();
