import { userErrorCodes } from '../../domain/fault.ts';
import { builder } from '../builder.ts';
import type { UserError } from '../mutation.ts';

const UserErrorCode = builder.enumType('UserErrorCode', { values: userErrorCodes, description: 'What kind of fault it is.' });

export const UserErrorType = builder.objectRef<UserError>('UserError').implement({
  description: 'An expected fault of a mutation, returned as data. Authentication, limits and internal faults are GraphQL errors with `extensions.code`.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    code: t.field({ type: UserErrorCode, resolve: (fault) => fault.code }),
    message: t.exposeString('message'),
    path: t.stringList({ nullable: true, description: 'Where in the input, for example ["algorithm", "vae", "epochs"].', resolve: (fault) => (fault.path ? [...fault.path] : null) }),
    retryAt: t.field({ type: 'DateTime', nullable: true, description: 'When the same would be taken, of QUOTA_EXCEEDED.', resolve: (fault) => fault.retryAt ?? null }),
  }),
});
