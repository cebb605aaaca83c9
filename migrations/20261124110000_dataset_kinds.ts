import { Migration } from '@mikro-orm/migrations';

/** Datasets of texts, pairs of texts, tables and interactions beside images. */
export class DatasetKinds extends Migration {
  override up(): void {
    this.addSql(`alter table "dataset" drop constraint "dataset_kind_check";`);
    this.addSql(`alter table "dataset" add constraint "dataset_kind_check" check ("kind" in ('IMAGE', 'TEXT', 'TEXT_PAIR', 'TABULAR', 'INTERACTION'));`);
  }
}
