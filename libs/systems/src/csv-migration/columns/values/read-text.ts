import { invalid, ValueFault } from './value-fault';

interface TextBounds {
  min: number;
  max: number;
  isMultiline: boolean;
}

/** Everything below a blank, and DEL: Postgres takes no NUL, and people cannot see the others. */
const CONTROL = /[\u0000-\u001f\u007f]/;
const BREAKS = /[ \t]*[\t\r\n\v\f]+[ \t]*/g;
const LINE_ENDS = /\r\n?|[\v\f]/g;
/** Half of a pair of surrogates is no character, and nothing that UTF-8 can say. */
const LONE_SURROGATE = /\p{Cs}/u;

const BLANK = 0x20;
const DELETE = 0x7f;
const FIRST_SURROGATE = 0xd800;

/** Free text: as written, without control characters; what breaks a line becomes a blank unless lines are wanted. */
export function readText(
  label: string,
  { min, max, isMultiline }: TextBounds,
): (text: string) => string | ValueFault {
  return (text) => {
    if (text.length >= min && text.length <= max && isSimple(text)) return text;
    let stored = text;
    if (CONTROL.test(text)) {
      stored = isMultiline ? text.replace(LINE_ENDS, '\n') : text.replace(BREAKS, ' ');
      if (CONTROL.test(isMultiline ? stored.replace(/[\t\n]/g, '') : stored)) return invalid(label, text);
    }
    return LONE_SURROGATE.test(stored) ? invalid(label, text) : bound(label, stored, min, max);
  };
}

/** No control characters, and a character for each code unit. */
function isSimple(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < BLANK || code === DELETE || code >= FIRST_SURROGATE) return false;
  }
  return true;
}

function bound(label: string, stored: string, min: number, max: number): string | ValueFault {
  // A character has two code units at most.
  const length = stored.length > 2 * max ? stored.length : [...stored].length;
  if (length < min) return new ValueFault('invalid_format', `${label} minimal ${min} karakter: ${stored}`);
  if (length > max) return new ValueFault('invalid_format', `${label} maksimal ${max} karakter`);
  return stored;
}
