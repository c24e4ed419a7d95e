import { AppError } from '@sluice/kernel/errors';

/** Statuses the protocol library answers with, as our words; and 403 and 501 of things that are bad requests. */
const CODES: Record<number, [status: number, code: string]> = {
  400: [400, 'bad_request'],
  403: [400, 'bad_request'],
  404: [404, 'not_found'],
  409: [409, 'offset_conflict'],
  410: [410, 'upload_gone'],
  413: [413, 'payload_too_large'],
  501: [400, 'unsupported_extension'],
};

/** A refusal of the protocol library as an error of ours; our own errors and unexpected ones as they are. */
export async function tusFailure(answer: Response, thrown: unknown): Promise<unknown> {
  if (thrown instanceof AppError) return thrown;
  const known = CODES[answer.status];
  if (!known) return thrown ?? new Error(`The upload library answered ${answer.status}`);
  const [status, code] = known;
  const message = (await answer.text()).trim();
  return new AppError(code, status, message, { cause: thrown });
}
