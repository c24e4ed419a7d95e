import { type Reply } from '../../http/route';
import { toSeconds } from '../../http/timestamps';

/** The body that every answer of revenue has; fields of `extra` stand behind the printed ones. */
export function envelope(data: unknown, message: string, extra: object = {}): object {
  return { success: true, data, message, timestamp: toSeconds(new Date()), ...extra };
}

/** 200 with such a body. */
export function ok(data: unknown, message: string): Reply {
  return { status: 200, json: envelope(data, message) };
}

/** The same around data that is JSON text already. */
export function okText(dataJson: string, message: string): Reply {
  const rest = JSON.stringify({ message, timestamp: toSeconds(new Date()) });
  return { status: 200, text: `{"success":true,"data":${dataJson},${rest.slice(1)}` };
}
