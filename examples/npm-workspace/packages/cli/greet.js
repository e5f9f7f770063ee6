#!/usr/bin/env node
console.log(require('@greeting/format')(process.argv[2]));
