import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { isOfErased, isOfSubject } from '../../src/data/subjects/conditions.ts';
import { WorkDatabase } from '../../src/data/samples/work-database.ts';
import { literal } from '../../src/data/samples/sql.ts';
import { subjectHash } from '../../src/domain/privacy/subject-hash.ts';
import { running } from './support.ts';

test('a subject is found with whatever white space earlier releases stored around it, and nobody else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-subjects-'));
  const database = await WorkDatabase.open(folder, running);
  try {
    const [theirs, others] = [['zoë x', ' zoë x', 'zoë x\n', '\t\u00a0zoë x\u2003\ufeff', 'zoe\u0308 x\r\n'], ['zoëx', 'zoë  x', 'zoë\nx', '\n', '']];
    await database.run(`CREATE TABLE samples AS SELECT *, 'a.csv' AS file, CAST(NULL AS VARCHAR) AS entry FROM (VALUES ${[...theirs, ...others].map((subject) => `(${literal(subject)})`).join(', ')}, (NULL)) t (subject)`);
    const found = (condition: string) => database.all(`SELECT subject FROM samples WHERE ${condition}`, z.object({ subject: z.string().nullable() })).then((rows) => rows.map(({ subject }) => subject));
    expect(await found(await isOfSubject(database, { subject: 'zoë x', keys: [] }))).toEqual(theirs);
    expect(await found(await isOfErased(database, { salt: 'salt', hashes: [subjectHash('salt', 'zoë x')], keys: [] }))).toEqual(theirs);
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
});
