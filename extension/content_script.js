// Reports the portal page's address and the links that look like alerts. It decides nothing, adds
// nothing to the page, and never asks for anything.
(() => {
  const MOST_LINKS = 500;
  const LONGEST_LINK = 2048;
  const SETTLE_MS = 100;
  let path;
  let links = new Set();
  let reported = '';
  let timer = 0;

  // After an update the old script stays behind in the page without an extension to report to.
  const stop = () => {
    observer.disconnect();
    navigation.removeEventListener('currententrychange', look);
    removeEventListener('pageshow', again);
    clearTimeout(timer);
  };

  const look = () => {
    clearTimeout(timer);
    timer = 0;
    if (!chrome.runtime?.id) return stop();
    // A grid draws only the rows in view, so links add up as long as the page stays the same.
    if (path !== location.pathname) [path, links] = [location.pathname, new Set()];
    for (const link of document.querySelectorAll('a[href*="alert"]')) {
      if (links.size >= MOST_LINKS) break;
      const href = link.getAttribute('href');
      if (href.length <= LONGEST_LINK) links.add(href);
    }
    const now = `${links.size} ${location.href}`;
    if (now === reported) return;
    reported = now;
    chrome.runtime.sendMessage({ type: 'page', url: location.href, links: [...links] }).catch(() => {
      if (!chrome.runtime?.id) stop();
      else reported = '';
    });
  };

  const again = (event) => {
    if (event.persisted) reported = '';
    look();
  };

  const observer = new MutationObserver(() => (timer ||= setTimeout(look, SETTLE_MS)));
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] });
  navigation.addEventListener('currententrychange', look);
  addEventListener('pageshow', again);
  look();
})();
