#!/bin/sh
# Makes a bundled translator anew: models/train.sh en-es DIR, or es-en; `make model-en-es` calls it.
# DIR holds train.tsv and dev.tsv, sentence pairs with English first; they are no part of this project.
# Four stages: the sentences with the starter corpus; those with the vocabulary of data/words; these
# again with less dropout; all with the everyday sentences of data/sentences.
set -eu
pair=$1
dir=$2
chartrans=${CHARTRANS:-chartrans}
python=${PYTHON:-python3}
work=runs/$pair
case $pair in
en-es) from=en to=es swap= accents=0.05 careless=0.15 first=4 ;;
es-en) from=es to=en swap=--swap accents=0.25 careless=0.25 first=2.5 ;; # accents are left out
*) echo "no model is called $pair; there are en-es and es-en" >&2 && exit 2 ;;
esac
test -f "$dir/train.tsv" || { echo "no $dir/train.tsv; name the folder of the pairs" >&2 && exit 2; }
mkdir -p "$work"

turned() { # file: its columns turned round where the pair is
	if [ "$pair" = en-es ]; then cat "$1"; else awk -F'\t' '{print $2 "\t" $1}' "$1"; fi
}

prepare() { # folder, name, more files
	folder=$1
	name=$2
	shift 2
	# What models are judged on is held out. $swap is an option or nothing.
	$chartrans prepare "$dir/train.tsv" data/starter/train.tsv "$@" $swap -o "$work/$folder" \
		--held-out "$dir/dev.tsv" --held-out "$work/everyday.tsv" --dev 0 --test 0 --overwrite \
		--name "$name" --source-language $from --target-language $to --licence "CC BY 2.0, CC0" \
		--attribution "tatoeba.org and www.manythings.org/anki; the starter corpus of chartrans"
}

train() { # run, data, options
	run=$1
	data=$2
	shift 2
	$chartrans train "$work/$data" --dev "$work/dev.tsv" -o "$work/$run" --overwrite --preset base \
		--patience 0 --vary-plain 0.3 "$@"
}

turned "$dir/dev.tsv" >"$work/dev.tsv"
turned "data/everyday/$pair.tsv" >"$work/everyday.tsv"
$python data/words/make.py "$work/words.tsv"
$python data/sentences/make.py "$work/everyday-sentences.tsv" --from $from
tatoeba="Tatoeba sentences (manythings.org/anki, 2018-05-13)"
slips="--vary-typos 0.08 --vary-accents $accents"
prepare sentences "$tatoeba, the starter corpus"
train first sentences --epochs $first --decay none --seed 1 $slips --vary-copies 0.2
prepare all "$tatoeba, the starter corpus and vocabulary of chartrans" "$work/words.tsv"
train second all --start-from "$work/first" --epochs 6 --decay-from 0.1 --warmup 200 --sentences \
	--seed 2 $slips --vary-copies 0.2
train third all --start-from "$work/second" --epochs 3 --decay none --warmup 200 --sentences \
	--seed 3 $slips --vary-copies 0.4 --dropout 0.1
prepare full "$tatoeba, the starter corpus, vocabulary and everyday sentences of chartrans" \
	"$work/words.tsv" "$work/everyday-sentences.tsv"
train fourth full --start-from "$work/third/last.safetensors" --epochs 6 --decay-from 0.4 \
	--warmup 200 --sentences --seed 4 --vary-typos 0.1 --vary-accents $careless --vary-copies 0.4 \
	--dropout 0.1
$chartrans export "$work/fourth" -o "models/$pair.safetensors" --weights int8 --overwrite
