// The input of Hashcard's popup (the tab in front, session storage, the network when nothing is kept) and the same
// cards, without anything between them: no framework, no order of triage, no look at what strings may hide.
const API = 'https://api.securitycenter.microsoft.com/api/alerts';
const NUMBER = new Intl.NumberFormat('en-US');

const [[tab], { answer, token }] = await Promise.all([
  chrome.tabs.query({ active: true, currentWindow: true }),
  chrome.storage.session.get(['answer', 'token']),
]);
const alert = new URL(tab.url).pathname.split('/').pop();
const text = answer ?? (await asked());
const files = JSON.parse(text).value;

const template = document.getElementById('card').content.firstElementChild;
const cards = document.createElement('div');
cards.className = 'cards';
for (const file of files) cards.append(card(file));
cards.querySelector('.verdict').setAttribute('elementtiming', 'card');

const popup = document.getElementById('page').content.firstElementChild;
popup.querySelector('h1 .id').textContent = alert;
popup.querySelector('.summary').textContent = `${NUMBER.format(files.length)} files`;
popup.querySelector('.cards').replaceWith(cards);
document.getElementById('floor').replaceChildren(popup);

async function asked() {
  const answer = await fetch(`${API}/${alert}/files`, { headers: { authorization: `Bearer ${token}` } });
  return answer.text();
}

function card(file) {
  const card = template.cloneNode(true);
  const [headline, signature, claims, hashes, spread] = card.children;
  card.ariaLabel = `File ${file.sha256.slice(0, 12)}…`;
  if (file.determinationValue) {
    card.classList.add('threat');
    headline.firstElementChild.classList.replace('quiet', 'threat');
    headline.lastElementChild.className = 'verdict threat';
    headline.lastElementChild.textContent = `${file.determinationValue} ${file.determinationType}`;
  }
  if (file.signer) {
    const [, , signer, issuer] = signature.children;
    signer.textContent = file.signer;
    issuer.textContent = file.issuer;
    const [publisher, product] = claims.children;
    publisher.textContent = file.filePublisher;
    product.textContent = file.fileProductName;
  } else {
    signature.children[1].textContent = 'No valid signature';
    while (signature.childNodes.length > 2) signature.lastChild.remove();
    claims.remove();
  }
  const values = hashes.querySelectorAll('.hash');
  [file.sha256, file.sha1, file.md5, file.signerHash].forEach((hash, row) => {
    if (hash) values[row].textContent = hash;
    else for (const cell of [values[row].previousSibling, values[row].nextSibling, values[row]]) cell.remove();
  });
  const [picture, counts, seen] = spread.children;
  const length = Math.round(Math.log2(file.globalPrevalence + 1) * 3);
  picture.children[2].setAttribute('d', `M0 6h${length}`);
  const [first, last] = [Date.parse(file.globalFirstObserved), Date.parse(file.globalLastObserved)];
  const [left, right] = [first, last].map((time) => 72 - Math.round(Math.log2(days(time) + 1) * 5.5));
  picture.children[3].setAttribute('d', `M${left} 18.5h${Math.max(right - left, 3)}`);
  counts.firstElementChild.firstChild.data = `${NUMBER.format(file.globalPrevalence)} worldwide · `;
  counts.firstElementChild.lastElementChild.textContent = file.globalPrevalence < 50 ? 'rare' : 'common';
  counts.lastElementChild.title = `${NUMBER.format(file.size)} bytes`;
  counts.lastElementChild.textContent = `${file.size >> 10} KB · ${file.isPeFile ? 'PE' : 'not PE'}`;
  const [firstTime, lastTime] = seen.children;
  [[firstTime, first], [lastTime, last]].forEach(([element, time]) => {
    element.dateTime = element.title = new Date(time).toISOString();
    element.textContent = `${days(time)} days ago`;
  });
  return card;
}

function days(time) {
  return Math.floor((Date.now() - time) / 86_400_000);
}
