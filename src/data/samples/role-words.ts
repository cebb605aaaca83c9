/** What columns are often called, in lower case; the first that is there is taken. */
export const roleWords = {
  text: ['text', 'review', 'sentence', 'content', 'message', 'body', 'comment', 'tweet', 'description', 'utterance', 'query', 'question', 'document', 'title'],
  label: ['label', 'labels', 'class', 'category', 'target', 'sentiment', 'intent', 'topic', 'y'],
  source: ['source', 'src', 'question', 'input', 'prompt', 'instruction', 'en'],
  target: ['target', 'tgt', 'trg', 'answer', 'output', 'response', 'completion', 'translation', 'de', 'fr', 'es'],
  user: ['user', 'user_id', 'userid', 'customer', 'customer_id', 'customerid', 'visitor', 'visitor_id', 'visitorid', 'session', 'session_id', 'sessionid'],
  item: ['item', 'item_id', 'itemid', 'movie', 'movie_id', 'movieid', 'product', 'product_id', 'productid', 'article', 'article_id', 'isbn', 'asin'],
  value: ['value', 'rating', 'score', 'stars', 'count', 'quantity', 'weight'],
  time: ['time', 'timestamp', 'date', 'datetime', 'created_at', 'unix_timestamp'],
  split: ['split'],
} as const satisfies Record<string, readonly string[]>;

export const allRoleWords: ReadonlySet<string> = new Set(Object.values(roleWords).flat());
