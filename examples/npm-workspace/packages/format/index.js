const ms = require('ms');

module.exports = (name) => `Hello, ${name}; this took ${ms(1000, { long: true })}`;
