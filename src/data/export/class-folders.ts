/** What may be a folder's name on every usual system, and in an archive of images: no separators, no hidden files, no devices of Windows. */
const PLAIN = /^[^\u0000-\u001f\u007f\\/:*?"<>|]+$/u;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const MOST_BYTES = 200;

function isPlain(name: string): boolean {
  return PLAIN.test(name) && !/^[. ]|[. ]$/.test(name) && !DEVICE.test(name) && name !== '__MACOSX' && Buffer.byteLength(name) <= MOST_BYTES && name.isWellFormed() && name.normalize('NFC') === name;
}

/** A folder for each class: its name where it can be one that differs from all others, also without the case of letters; else class-1, class-2, … */
export function classFolders(classes: readonly string[]): Map<string, string> {
  const folders = new Map<string, string>();
  const taken = new Set<string>();
  const give = (name: string, folder: string) => {
    taken.add(folder.toLowerCase());
    folders.set(name, folder);
  };
  for (const name of classes) if (isPlain(name) && !taken.has(name.toLowerCase())) give(name, name);
  let number = 0;
  for (const name of classes) {
    if (folders.has(name)) continue;
    do number += 1;
    while (taken.has(`class-${number}`));
    give(name, `class-${number}`);
  }
  return folders;
}
