import { type ErrorType } from '../../csv-migration.status';

/** Why a value cannot be stored. */
export class ValueFault {
  constructor(
    readonly type: ErrorType,
    /** In Indonesian, for people. */
    readonly message: string,
  ) {}
}

/** Characters of a value that a message repeats. */
const SHOWN = 200;

/** A value as messages show it: whole unless it is endless. */
export function shown(value: string): string {
  return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
}

/** The form is wrong, as documented of e-mails: `Email tidak valid: ahmad@email`. */
export function invalid(label: string, value: string): ValueFault {
  return new ValueFault('invalid_format', `${label} tidak valid: ${shown(value)}`);
}

/** The form is right and the value is not: `Jumlah harus lebih dari 0: 0`. */
export function violated(label: string, rule: string, value: string): ValueFault {
  return new ValueFault('constraint_violation', `${label} ${rule}: ${shown(value)}`);
}
