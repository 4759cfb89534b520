// Compares the rows of two NDJSON files as multisets: node compare.mjs A B. Says the first difference and ends with 1.
// Keys may come in any order; JSON in a string equals the value itself, a time equals itself with trailing zeros, a null
// equals a missing key, since the two programs write these differently.
import { readFileSync } from 'node:fs';

const canonical = (value) => {
    if (typeof value === 'string' && /^[[{]/.test(value)) {
        try {
            return canonical(JSON.parse(value));
        } catch {
            return value; // text that only begins like JSON
        }
    }
    if (typeof value === 'string') return value.replace(/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:(\.\d*?)0*)?Z?$/, (_, day, time, fraction) =>
        `${day}T${time}${fraction === undefined || fraction === '.' ? '' : fraction}Z`);
    if (Array.isArray(value)) return value.map(canonical);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).filter((key) => value[key] !== null).sort().map((key) => [key, canonical(value[key])]));
};
const rows = (path) => readFileSync(path, 'utf8').split('\n').filter((line) => line !== '')
    .map((line) => JSON.stringify(canonical(JSON.parse(line)))).sort();

const [a, b] = process.argv.slice(2);
const [left, right] = [rows(a), rows(b)];
const place = left.findIndex((row, i) => row !== right[i]);
if (left.length !== right.length || place >= 0) {
    console.error(`${a}: ${left.length} rows, ${b}: ${right.length} rows; first difference:`);
    console.error(`< ${left[place >= 0 ? place : right.length]}\n> ${right[place >= 0 ? place : left.length]}`);
    process.exit(1);
}
