// feelin, the FEEL engine in JavaScript: questions as lines of JSON, answers as lines of JSON, one each, in order.
import { createInterface } from 'node:readline';
import { evaluate } from 'feelin';

const kinds = { FeelDate: 'date', FeelTime: 'time', FeelDateTime: 'date and time' };

function written(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return { number: String(value) };
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === 'function') return { function: '' };
  const name = value.constructor?.name;
  if (name in kinds) return { [kinds[name]]: String(value) };
  if (name === 'FeelDuration') {
    const months = /^-?P(?=\d)(\d+Y)?(\d+M)?$/.test(String(value));
    return { [months ? 'years and months duration' : 'days and time duration']: String(value) };
  }
  if (name === 'FeelRange') {
    return {
      range: [
        value['start included'] ? '[' : '(',
        written(value.start),
        written(value.end),
        value['end included'] ? ']' : ')',
      ],
    };
  }
  if (name === 'FeelFunction') return { function: '' };
  if (name === 'Object') {
    return { context: Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, written(entry)])) };
  }
  return { other: String(value) };
}

function answer(question) {
  try {
    return { value: written(evaluate(question.expression, {}).value) };
  } catch (refusal) {
    return { refused: String(refusal.message) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
