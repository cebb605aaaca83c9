import { p } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';

/** Time-ordered (UUID version 7), so that a list by creation is a list by primary key. */
export const id = () => p.uuid().primary().onCreate(() => v7());

export const createdAt = () => p.datetime(3).onCreate(() => new Date());

/** `p.double()` alone is typed `number | string`. */
export const double = () => p.double().$type<number>();
