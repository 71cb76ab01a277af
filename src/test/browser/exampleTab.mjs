/** The examples' pages in a real browser, for the tests beside this file; see demoPage.mjs. */
import { complaintsOf, setting } from './demoPage.mjs';

/**
 * Opens an example's page in a tab of its own, which is one client, and waits until it is connected.
 *
 * @param prepare is given the tab before the page is in it
 */
export async function openTab(browser, prepare = async () => {}) {
  const tab = await browser.newPage();
  await prepare(tab);
  const complaints = complaintsOf(tab);
  await tab.goto(setting('ICWS_PAGE'));
  await tab.getByText('Connected', { exact: true }).waitFor();
  return { tab, complaints };
}
