"""Corpus BLEU of invented sentences by sacrebleu 2.6.0, for bleu.test.ts: python bleu.py > bleu.json
With a folder of Multi30k as argument, also of its test file against itself with words changed."""
import gzip, json, sys
import sacrebleu
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

TOKENIZED = [
    'Hello, world!  A "quoted" word (and more): 3.14, 1,000 and 5-3; x-y.',
    'It\'s 50% off & <b>bold</b> -- don\'t.',
    'AT&amp;T &quot;says&quot; &lt;this&gt; &apos;too&apos;',
    'End of sentence.', 'No. 5', '1.', '.5', 'a.b.c', 'U.S.A., e.g. 3.', 'über Straße, größer.', '日本語。テスト、です', '',
    '  spaces\taround\u00a0and\u3000in  ', 'naïve—dash… “quotes” ‘single’', '2-3 a-2 2-a', 'a/b\\c [d] {e} ~f `g ^h _i |j =k +l *m #n @o $p', 'trailing newline\n', 'hyphen-\nated line\nbreak', '<skipped>left', '٣.٤ ١,٢', '😀.😀, 5😀.',
]
CASES = {
    'equal': (['The cat sat on the mat.', 'A dog runs.'], ['The cat sat on the mat.', 'A dog runs.']),
    'close': (['The cat is on a mat today.', 'A dog runs through the tall grass.', 'Two men play, and 3.5 of them win.'],
              ['The cat sat on the mat today.', 'A brown dog runs through tall grass.', 'Two men play and 3.5 of them win!']),
    'short': (['The cat sat on the', 'Dogs'], ['The cat sat on the mat in the sun.', 'A dog runs through the grass.']),
    'cased': (['the Cat sat on the Mat in my house'], ['The cat sat on the mat in my house']),
    'no four in a row': (['the cat sat here now', 'a dog'], ['the cat sat there now', 'a cat']),
    'no two in a row': (['the big red dog', 'two'], ['the small red cat walks', 'two']),
    'nothing': (['completely different words here'], ['no overlap at all']),
    'empty': (['', ''], ['A dog.', 'A cat.']),
    'too short for four': (['a b c'], ['a b c']),
    'repeated': (['the the the the the the the'], ['the cat is on the mat now']),
    'one empty': (['', 'A man rides a red bike down the street.'], ['A dog.', 'A man rides a red bicycle down the street.']),
}
tokenize = Tokenizer13a()
result = {
    'tokenized': [{'text': text, 'words': tokenize(text.rstrip()).split()} for text in TOKENIZED],
    'cases': [{'name': name, 'translations': hyp, 'references': ref, 'score': sacrebleu.corpus_bleu(hyp, [ref]).score, 'precisions': sacrebleu.corpus_bleu(hyp, [ref]).precisions}
              for name, (hyp, ref) in CASES.items()],
    # The same on a file of some thousands of words, which is not kept here: the test makes the translations again.
    'multi30k': {},
}
if len(sys.argv) > 1:
    lines = gzip.open(f'{sys.argv[1]}/test_2016_flickr.de.gz', 'rt', encoding='utf-8').read().split('\n')[:-1]
    hyp = [' '.join(word for k, word in enumerate(line.split(' ')) if (k + row) % 7) for row, line in enumerate(lines)]
    bleu = sacrebleu.corpus_bleu(hyp, [lines])
    result['multi30k'] = {'score': bleu.score, 'printed': str(bleu)}
json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
