import { Upload, uploadStates } from '../../domain/entities/upload.ts';
import { createUpload } from '../../domain/uploads/create-upload.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { UploadNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const UploadState = builder.enumType('UploadState', { values: uploadStates, description: 'Whether the bytes have arrived, whole and checked.' });

UploadNode.implement({
  description: 'A file on its way in.',
  authScopes: { scope: ['READ', 'DATA'] },
  isTypeOf: (value) => value instanceof Upload,
  fields: (t) => ({
    url: t.string({
      authScopes: { scope: ['DATA'] },
      description: 'Takes one plain HTTP PUT of the whole file (`curl -T`). Signed; expires.',
      resolve: (upload, _args, { urls, origin }) => urls.uploadUrl(origin, upload.id, upload.expiresAt),
    }),
    state: t.field({ type: UploadState, resolve: (upload) => upload.state }),
    filename: t.exposeString('filename'),
    sizeBytes: t.exposeFloat('sizeBytes'),
    sha256: t.exposeString('sha256', { description: 'Hex, of its bytes.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
  }),
});

const CreateUploadInput = builder.inputType('CreateUploadInput', {
  description: 'A file to come.',
  fields: (t) => ({
    filename: t.string({ required: true }),
    sizeBytes: t.float({ required: true }),
    sha256: t.string({ required: true, description: 'Hex. Bytes that do not hash to it are refused.' }),
  }),
});

const CreateUploadPayload = builder.objectRef<Payload<{ upload: Upload }>>('CreateUploadPayload').implement({
  description: 'Where to send the bytes.',
  authScopes: { scope: ['DATA'] },
  fields: (t) => ({
    upload: t.field({ type: UploadNode, nullable: true, resolve: (payload) => payload.result?.upload }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('createUpload', (t) =>
  t.field({
    type: CreateUploadPayload,
    description: "Announces a file; its bytes follow by HTTP PUT to the upload's url.",
    authScopes: { scope: ['DATA'] },
    args: { input: t.arg({ type: CreateUploadInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ upload: await createUpload(context, callerOf(context), input, await context.freeDiskBytes()) })),
  }),
);
