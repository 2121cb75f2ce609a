import { mount } from 'svelte';
import App from './app.svelte';
import { colorScheme } from './kit/color-scheme.svelte';
import { language } from './kit/i18n';
import { login } from './kit/login.svelte';
import { listenForEscape, redirectAfterExit } from './kit/quick-exit';
import { router } from './kit/router.svelte';
import './shell/lifecycle';
import './styles/index.css';

const target = document.getElementById('app');
if (target && !('isTooOld' in window) && !redirectAfterExit()) {
  listenForEscape();
  colorScheme.start();
  router.start();
  // The messages load before the login, so that the page never appears without a language.
  await language.start();
  mount(App, { target });
  await login.restore();
}
