const assert = require('node:assert');

assert.strictEqual(require('.')('you'), 'Hello, you; this took 1 second');
