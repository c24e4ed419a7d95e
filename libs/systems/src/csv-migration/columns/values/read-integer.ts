import { invalid, type ValueFault, violated } from './value-fault';
import { MAX_INTEGER } from '../column.notation';

const INTEGER = /^([+-]?)0*(\d{1,18})$/;

/** A whole number in digits; a wrong size is another fault than a wrong form. */
export function readInteger(label: string, min: number, max: number): (text: string) => string | ValueFault {
  const rule = max === MAX_INTEGER ? `harus minimal ${min}` : `harus antara ${min} dan ${max}`;
  return (text) => {
    const match = INTEGER.exec(text);
    if (!match) return invalid(label, text);
    const number = match[1] === '-' ? -Number(match[2]) : Number(match[2]);
    if (number < min) return violated(label, rule, text);
    if (number > max) return violated(label, max === MAX_INTEGER ? 'terlalu besar' : rule, text);
    return match[2] as string;
  };
}
