#!/usr/bin/env node
console.log('hello', process.version, process.execPath, process.argv.slice(2).join(' '));
