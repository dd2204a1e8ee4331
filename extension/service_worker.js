// Registers the listeners at once, as a woken worker must, and hands each event to the wasm.
// It remembers nothing but the wasm itself.
import init, { answer, on_event } from './hashcard.js';

let loading;
const wasm = () =>
  (loading ??= init({ module_or_path: './hashcard_bg.wasm' }).catch((error) => {
    loading = undefined;
    throw error;
  }));

const forward = (event, name) =>
  event.addListener(async (...details) => {
    await wasm();
    await on_event(name, details);
  });

forward(chrome.runtime.onInstalled, 'installed');
forward(chrome.runtime.onStartup, 'startup');
forward(chrome.contextMenus.onClicked, 'context-menu');
forward(chrome.commands.onCommand, 'command');
forward(chrome.tabs.onRemoved, 'tab-removed');
forward(chrome.permissions.onAdded, 'permissions-added');

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  wasm()
    .then(() => answer(message, sender))
    .then(respond, (error) => {
      console.error(error);
      respond(null);
    });
  return true; // The answer comes later; an open message also keeps the worker alive.
});

// Nothing wakes a worker that has nothing to do. Whoever then waits for the wasm tells if it cannot be had.
wasm().catch(() => {});
