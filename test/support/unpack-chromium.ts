import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const packageSchema = z.object({ version: z.string() });

/**
 * Unpacks the Chromium of the npm package `@sparticuz/chromium` once (2.8 s, 215 MB) and returns its folder:
 * `chromium`, its graphics libraries beside it, `lib/` with NSS and expat for machines that lack them, `fonts.conf`.
 *
 * The package's own `executablePath()` unpacks into a shared /tmp path and takes whatever lies there, half-written files
 * and older versions included; here the folder is named by version and appears whole or not at all.
 */
export async function unpackChromium(): Promise<string> {
  const packageFolder = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = packageSchema.parse(require(join(packageFolder, 'package.json')));
  const cache = join(dirname(dirname(packageFolder)), '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;

  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, 'chromium-partial-'));
  const packed = (name: string) => createReadStream(join(packageFolder, 'bin', `${name}.br`));
  await pipeline(packed('chromium'), createBrotliDecompress(), createWriteStream(join(partial, 'chromium'), { mode: 0o755 }));
  for (const archive of ['al2023.tar', 'swiftshader.tar', 'fonts.tar']) {
    await untar(packed(archive).pipe(createBrotliDecompress()), partial);
  }
  await writeFile(join(partial, 'fonts.conf'), fontsConfiguration(join(folder, 'fonts')));
  try {
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function untar(source: NodeJS.ReadableStream, folder: string): Promise<void> {
  const entries = extract();
  source.pipe(entries);
  for await (const entry of entries) {
    const path = join(folder, entry.header.name);
    if (entry.header.type === 'file') {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path, { mode: 0o755 }));
    } else {
      entry.resume();
    }
  }
}

/** The machine's fonts and the packaged one, so that text is drawn on machines without any font. */
const fontsConfiguration = (fonts: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${fonts}-cache</cachedir></fontconfig>
`;
