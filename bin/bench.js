#!/usr/bin/env node
// The launcher. In a checkout it compiles src/ when dist/ is missing or older, so that a fresh clone runs
// after `npm ci` alone, also where npm's install scripts are blocked. In a package there is no src/.
import { ensureBuilt } from './build.js';

const program = new URL('../dist/main.js', import.meta.url);
if (ensureBuilt()) await import(program.href);
