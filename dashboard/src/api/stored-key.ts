const NAME = 'flywheel.key';

/** The API key of this tab: from `#key=…`, which is taken out of the address bar and the history at once, else the one kept. */
export function readStoredKey(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given) {
    history.replaceState(history.state, '', location.pathname + location.search);
    storeKey(given);
    return given;
  }
  return sessionStorage.getItem(NAME);
}

/** Kept until the tab is closed. */
export function storeKey(key: string): void {
  sessionStorage.setItem(NAME, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(NAME);
}
