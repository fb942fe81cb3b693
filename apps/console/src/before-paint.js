// What has to be known before the page's own scripts run. Its own file, since the policy of the page allows no inline script.

// The policy forbids code made from text. zod would try it once while the schemas are made, and the attempt is reported.
globalThis.__zod_globalConfig = { jitless: true };

// Colour scheme and language of this device: nothing may flash.
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
