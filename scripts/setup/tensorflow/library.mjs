import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../command.mjs';
import { filesBelow } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { follow, rateText } from '../progress.mjs';

/** @typedef {import('./plan.mjs').Pins} Pins @typedef {import('./plan.mjs').Build} Build @typedef {import('./plan.mjs').Wheel} Wheel */

/** Bytes of all files below a folder; files may vanish meanwhile. @param {string} folder */
function bytesBelow(folder) {
  return filesBelow(folder).reduce((bytes, file) => bytes + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The lines of pip's output that say what went wrong. @param {string} output */
export function pipReason(output) {
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR:')).map((line) => line.slice(6).trim());
  if (/HASHES|hash/i.test(output) && errors.some((line) => /hash/i.test(line))) return 'a wheel does not have the pinned sha256';
  if (/No space left/i.test(output)) return 'no space left on the disk';
  if (/NewConnectionError|ConnectTimeout|ReadTimeout|Name or service not known|Temporary failure in name resolution|ProxyError|Network is unreachable/.test(output)) {
    return 'pip could not reach its package index';
  }
  if (errors.some((line) => line.includes('from versions: none'))) return "pip's package index does not have it, or could not be reached";
  return errors[0] ?? output.trim().split('\n').at(-1) ?? 'pip gave no reason';
}

/**
 * Brings one wheel into `folder` by the user's own pip and its settings; a wheel of an earlier try is used again (unpacking checks its sha256).
 * @param {{ python: string, env: NodeJS.ProcessEnv, pins: Pins, build: Build, wheel: Wheel, folder: string }} what
 */
async function download({ python, env, pins, build, wheel, folder }) {
  const file = path.join(folder, `${wheel.sha256}.whl`);
  if (statSync(file, { throwIfNoEntry: false })?.size === wheel.bytes) return file;
  const draft = path.join(folder, 'draft');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(path.join(draft, 'wheels'), { recursive: true });
  const args = ['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--progress-bar', 'off', '--no-input'];
  args.push('--only-binary=:all:', '--python-version', pins.python.version, '--implementation', pins.python.implementation);
  args.push('--abi', pins.python.abi, '--abi', 'none', ...build.platforms.flatMap((name) => ['--platform', name]));
  args.push('--dest', path.join(draft, 'wheels'), '--require-hashes', '--requirement', path.join(draft, 'requirements.txt'));
  writeFileSync(path.join(draft, 'requirements.txt'), `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const shown = follow(`download ${wheel.project} ${wheel.version}`, (seconds) => rateText(bytesBelow(draft), wheel.bytes, seconds));
  // pip streams into TMPDIR: there its progress can be seen, and nothing of it is left elsewhere by a kill.
  const result = await run(python, args, {
    guarded: true,
    env: { ...env, TMPDIR: draft, PIP_REQUIRE_VIRTUALENV: '0' },
  });
  shown.stop();
  const [name] = readdirSync(path.join(draft, 'wheels'));
  if (result.status !== 0 || name === undefined) {
    rmSync(draft, { recursive: true, force: true });
    throw new SetupProblem(
      `${wheel.project} ${wheel.version} could not be downloaded (${pipReason(`${result.stdout}\n${result.stderr}`)})`,
      'check the network and pip\'s settings (`python3 -m pip config list`), then run this again',
    );
  }
  renameSync(path.join(draft, 'wheels', name), file);
  rmSync(draft, { recursive: true, force: true });
  return file;
}

/**
 * Fills `target` with the libraries and headers of a build. The wheels are kept in `downloads` until the caller is done with them.
 * @param {{ python: string, env: NodeJS.ProcessEnv, pins: Pins, build: Build, downloads: string, target: string }} what
 */
export async function fillLibrary({ python, env, pins, build, downloads, target }) {
  mkdirSync(downloads, { recursive: true });
  const wheels = [];
  for (const wheel of build.wheels) {
    const file = await download({ python, env, pins, build, wheel, folder: downloads });
    const main = wheel.files === undefined;
    wheels.push({ file, sha256: wheel.sha256, names: main ? build.libraries : [], prefixes: main ? pins.headers : [], patterns: wheel.files ?? [] });
  }
  let done = 0;
  let total = 0;
  const shown = follow('unpack', (seconds) => (total === 0 ? 'checking sha256' : rateText(done, total, seconds)));
  const script = fileURLToPath(new URL('unpack.py', import.meta.url));
  const result = await run(python, [script], {
    guarded: true,
    env,
    input: JSON.stringify({ target, wheels }),
    onLine: (line) => {
      const [word, a, b] = line.split(' ');
      if (word === 'bytes') [done, total] = [Number(a), Number(b)];
    },
  });
  shown.stop();
  if (result.status === 3) {
    rmSync(downloads, { recursive: true, force: true });
    throw new SetupProblem('a downloaded TensorFlow wheel is not the pinned one (its sha256 differs)', 'it was removed; run this again');
  }
  if (result.status !== 0) {
    const reason = /No space left/.test(result.stderr) ? 'the disk is full' : (result.stderr.trim().split('\n').at(-1) ?? `exit status ${result.status}`);
    throw new SetupProblem(`the TensorFlow wheel could not be unpacked (${reason})`, 'free some space or set FLYWHEEL_CACHE to a larger disk, then run this again');
  }
}
