// Reports the portal page's address and the links that look like alerts. It decides nothing, adds
// nothing to the page, and never asks for anything.
(() => {
  const MOST_LINKS = 600; // 500 alerts, and some that only look like alerts.
  const LONGEST_LINK = 2048;
  const SETTLE_MS = 100;
  const REDRAW_MS = 2000;
  let [page, turned, reported, timer] = ['', 0, '', 0];
  let links = new Set();
  let leftovers; // None on the first page: nothing was drawn before it.

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
    const found = document.querySelectorAll('a[href*="alert" i]');
    if (page !== location.pathname + location.search) {
      // The address changes first and the page is drawn afterwards: until then it shows the links of the one before.
      leftovers = page ? new WeakSet(found) : undefined;
      setTimeout(look, REDRAW_MS);
      [page, turned, links] = [location.pathname + location.search, performance.now(), new Set()];
    }
    const redrawn = performance.now() - turned >= REDRAW_MS;
    // A grid draws only the rows in view, so links add up as long as the page stays the same.
    for (const link of found) {
      if (links.size >= MOST_LINKS) break;
      const href = link.getAttribute('href');
      if (href.length <= LONGEST_LINK && (redrawn || !leftovers?.has(link))) links.add(href);
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

  const observer = new MutationObserver((changes) => {
    if (leftovers) for (const { target } of changes) leftovers.delete(target); // It leads elsewhere now.
    timer ||= setTimeout(look, SETTLE_MS);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] });
  navigation.addEventListener('currententrychange', look);
  addEventListener('pageshow', again);
  look();
})();
