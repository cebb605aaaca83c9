import { Migration } from '@mikro-orm/migrations';

/** Records that a seal could not add are known as such: the same key takes a mended one. */
export class RecordsLeftOut extends Migration {
  override up(): void {
    this.addSql(`alter table "dataset_record" add column "left_out" boolean not null default false;`);
    this.addSql(`create index "dataset_record_left_out_index" on "dataset_record" ("dataset_id", "id") where "left_out";`);
  }
}
