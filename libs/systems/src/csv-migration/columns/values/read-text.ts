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

/** Free text: as written, without control characters; what breaks a line becomes a blank unless lines are wanted. */
export function readText(
  label: string,
  { min, max, isMultiline }: TextBounds,
): (text: string) => string | ValueFault {
  return (text) => {
    let stored = text;
    if (CONTROL.test(text)) {
      stored = isMultiline ? text.replace(LINE_ENDS, '\n') : text.replace(BREAKS, ' ');
      if (CONTROL.test(isMultiline ? stored.replace(/[\t\n]/g, '') : stored)) return invalid(label, text);
    }
    // A character has one code unit at least and two at most.
    if (stored.length < min || stored.length > max || isWide(stored)) return bound(label, stored, min, max);
    return stored;
  };
}

function isWide(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0xd800) return true;
  return false;
}

function bound(label: string, stored: string, min: number, max: number): string | ValueFault {
  if (LONE_SURROGATE.test(stored)) return invalid(label, stored);
  const length = stored.length > 2 * max ? stored.length : [...stored].length;
  if (length < min) return new ValueFault('invalid_format', `${label} minimal ${min} karakter: ${stored}`);
  if (length > max) return new ValueFault('invalid_format', `${label} maksimal ${max} karakter`);
  return stored;
}
