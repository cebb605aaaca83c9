#!/usr/bin/env node
// npx flywheel COMMAND: what a person does with an installed Flywheel; `npx flywheel help` lists it. In a clone it is what `npm start` is.
import { setUpAndRun } from './setup/entry.mjs';
import { programArguments } from './setup/place.mjs';
import { commandLine } from './command-line/run.mjs';

await commandLine(process.argv.slice(2), { setUpAndRun, programArguments });
