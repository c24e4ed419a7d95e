import { type MetadataField } from '@sluice/systems/content';
import Joi from 'joi';
import { uuidParam } from '../../http/ids';
import { limitSkip, type LimitSkip } from '../../http/paging';
import { contentId, creator, metadataFields, price, removalReason } from './content.fields';

export interface BatchParams {
  id: string;
}

export const batchParams = Joi.object<BatchParams>({ id: uuidParam.required() });

export const creatorParams = Joi.object<{ creator: string }>({ creator: creator.required() });

export const batchesQuery = Joi.object<LimitSkip>(limitSkip());

/** Whose contents, and which. */
export interface OperationBody {
  creator: string;
  contentIds: string[];
}

const operation = {
  creator: creator.required(),
  contentIds: Joi.array().items(contentId).min(1).max(100).required(),
};

export interface PriceBody extends OperationBody {
  /** Decimal digits. */
  newPrice: string;
}

export const priceBody = Joi.object<PriceBody>({ ...operation, newPrice: price.required() });

export interface RemovalBody extends OperationBody {
  removalReason?: string | null;
}

export const removalBody = Joi.object<RemovalBody>({ ...operation, removalReason });

export interface MetadataBody extends OperationBody {
  updates: Partial<Record<MetadataField, unknown>>;
}

const allowed = Object.keys(metadataFields).join(', ');

export const metadataBody = Joi.object<MetadataBody>({
  ...operation,
  updates: Joi.object(metadataFields)
    .min(1)
    .required()
    .messages({
      'object.min': `{{#label}} must have at least one of ${allowed}`,
      'object.unknown': `{{#label}} is not allowed; allowed: ${allowed}`,
    }),
});

/** A content as it is sent. */
export interface NewContent {
  creator: string;
  contentId?: string;
  title: string;
  description: string;
  contentType: string;
  /** Decimal digits. */
  price: string;
  tokenGating?: unknown;
  refundable?: boolean;
  refundWindowDays?: number | null;
}

export const newContentBody = Joi.object<NewContent>({
  creator: creator.required(),
  contentId,
  title: metadataFields.title.required(),
  description: metadataFields.description.required(),
  contentType: metadataFields.contentType.required(),
  price: price.required(),
  tokenGating: metadataFields.tokenGating,
  refundable: metadataFields.refundable,
  refundWindowDays: metadataFields.refundWindowDays,
});

export const contentParams = Joi.object<{ id: string }>({ id: contentId.required() });

export interface ContentsQuery extends LimitSkip {
  creator: string;
  removed: 'true' | 'false' | 'all';
}

export const contentsQuery = Joi.object<ContentsQuery>({
  creator: creator.required(),
  removed: Joi.string()
    .valid('true', 'false', 'all')
    .default('false')
    .description('Removed contents are left out unless they are asked for'),
  ...limitSkip(),
});

export interface ImportQuery {
  on_error: 'reject' | 'partial';
}

export const importQuery = Joi.object<ImportQuery>({
  on_error: Joi.string()
    .valid('reject', 'partial')
    .default('reject')
    .description('`reject` imports nothing when a row is wrong, `partial` all the others'),
});

export interface ImportFields {
  creator?: string;
  upload_id?: string;
}

export const importFields = Joi.object<ImportFields>({
  creator: creator.empty('').description('Whose the contents are that do not say it; default: the caller’s'),
  upload_id: uuidParam.empty('').messages({
    'string.pattern.base': '"upload_id" must be the id of a finished upload to /api/uploads',
  }),
});

/** A JSON body of an import, for the documentation; its rows are judged one by one. */
export const importBody = Joi.array().items(newContentBody).max(10_000);
