# rival.py -- a TF-IDF linear classifier of scikit-learn, cross-validated
#
# Reads rows of fold, text, code as CSV; prints one line.
import csv
import sys

try:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC
except ImportError:
    sys.exit("scikit-learn is not there: no comparison")

csv.field_size_limit(sys.maxsize)
rows = list(csv.reader(sys.stdin))
said, found = [], []
for fold in sorted({row[0] for row in rows}):
    train = [row for row in rows if row[0] != fold]
    test = [row for row in rows if row[0] == fold]
    model = make_pipeline(
        make_union(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        ),
        LinearSVC(),
    )
    model.fit([row[1] for row in train], [row[2] for row in train])
    said += [row[2] for row in test]
    found += list(model.predict([row[1] for row in test]))
print(
    "scikit-learn, %s: right %.1f %%, macro F1 %.3f"
    % (sys.argv[1], 100 * accuracy_score(said, found),
       f1_score(said, found, average="macro"))
)
