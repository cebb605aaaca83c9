import { Migration } from '@mikro-orm/migrations';

/** What JavaScript's `trim` takes off. */
const WHITE = String.raw`E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`;

/**
 * Records of interactions are about their user as it is stored, not as it was sent: with spaces around, no erasure found them. The hash is of the
 * same content with the new subject, so that the record can be sent again.
 */
export class SubjectsOfInteractions extends Migration {
  override up(): void {
    this.addSql(
      `update "dataset_record" set "subject" = "content"->>'user',
         "content_hash" = sha256(convert_to('[{"user":' || to_json("content"->>'user') || ',"item":' || to_json("content"->>'item') || ',"value":' || coalesce("content"->>'value', 'null')
           || ',"time":' || coalesce("content"->>'time', 'null') || '},null,null,' || to_json("content"->>'user') || ',null]', 'UTF8'))
       where "content"->>'user' is not null and "content"->>'item' is not null and "subject" <> "content"->>'user' and btrim(normalize("subject", NFC), ${WHITE}) = "content"->>'user';`,
    );
  }
}
