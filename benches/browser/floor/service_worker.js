// Answers a message with nothing, and does nothing else: the least that waking a worker costs.
chrome.runtime.onMessage.addListener((message, sender, respond) => {
  respond(null);
});
