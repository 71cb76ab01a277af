import { DemoPage } from './demoPage.js';
import { describeFault } from './plainWords.js';
import { loadSettings } from './settings.js';
import { View } from './view.js';

const view = new View();
try {
  const settings = await loadSettings({
    pageUrl: location.href,
    fetch: (url, init) => fetch(url, init),
    pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  });
  await new DemoPage(view, settings).start();
} catch (thrown) {
  view.showNotice(describeFault('The server did not give its settings.', thrown));
}
