import { createHash } from 'node:crypto';
import Joi from 'joi';
import { contentDispositionOf } from '../http/download-name';
import {
  type Access,
  type ActorFor,
  defineRoute,
  type Reply,
  type Route,
  type SharedPath,
  sharedPathOf,
} from '../http/route';
import { type Report, reportPage } from './report-page';
import { REPORT_STYLE } from './report-style';

/** What a system brings to have reports for people. */
export interface ReportOptions<Params, A extends Exclude<Access, 'public'>> extends SharedPath<Params> {
  /** Of one batch: `/api/batches/:id`. */
  path: string;
  access: A;
  params: Joi.ObjectSchema<Params>;
  /** @throws AppError for those who may not see it, the same as where it is shown */
  make(actor: ActorFor<A>, params: Params): Promise<Report>;
}

const page = Joi.string().description('A whole page: styles and charts are in it, and it loads nothing');

/** `GET …/:id/report.html`, the same in every system. */
export function reportRoute<Params extends { id: string }, const A extends Exclude<Access, 'public'>>(
  options: ReportOptions<Params, A>,
): Route {
  const { path, access, params, make } = options;
  return defineRoute({
    method: 'get',
    path: `${path}/report.html`,
    summary: 'A report for people, to be read on the screen or printed on A4, in the language of the system',
    access,
    params,
    ...sharedPathOf(options),
    responses: { 200: { description: 'The report', schema: page, contentType: 'text/html' } },
    async handler({ actor, params: given }) {
      return reportReply(given.id, await make(actor, given));
    },
  });
}

/** Nothing is loaded and nothing runs; only the style that every report has is taken. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function reportReply(id: string, report: Report): Reply {
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Disposition': contentDispositionOf(`report-${id}.html`, { type: 'inline' }),
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    },
    text: reportPage(report, new Date()).text,
  };
}
