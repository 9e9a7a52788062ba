#!/bin/sh
# Makes a bundled translator anew: models/train.sh en-es DIR, or es-en; `make model-en-es` calls it.
# DIR holds train.tsv and dev.tsv, sentence pairs with English first; they are no part of this project.
# Four stages, for either way: the sentences with the starter corpus; those with the vocabulary of
# data/words; these again with less dropout; all with the everyday sentences of data/sentences.
# In a fifth the two help each other: all that, and what both make of the sentences of DIR.
# What runs/ has of the first four is not made again.
set -eu
wanted=$1
dir=$2
chartrans=${CHARTRANS:-chartrans}
python=${PYTHON:-python3}
tatoeba="Tatoeba sentences (manythings.org/anki, 2018-05-13)"

choose() { # pair: sets what depends on it
	pair=$1
	work=runs/$pair
	case $pair in
	en-es) from=en to=es column=1 swap= accents=0.05 careless=0.15 first=4 ;;
	es-en) from=es to=en column=2 swap=--swap accents=0.25 careless=0.25 first=2.5 ;; # accents are left out
	*) echo "no model is called $pair; there are en-es and es-en" >&2 && exit 2 ;;
	esac
	slips="--vary-typos 0.08 --vary-accents $accents"
	last_slips="--vary-typos 0.1 --vary-accents $careless --vary-copies 0.4"
}

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

four_stages() {
	mkdir -p "$work"
	turned "$dir/dev.tsv" >"$work/dev.tsv"
	turned "data/everyday/$pair.tsv" >"$work/everyday.tsv"
	$python data/words/make.py "$work/words.tsv"
	$python data/sentences/make.py "$work/everyday-sentences.tsv" --from $from
	prepare sentences "$tatoeba, the starter corpus"
	train first sentences --epochs $first --decay none --seed 1 $slips --vary-copies 0.2
	prepare all "$tatoeba, the starter corpus and vocabulary of chartrans" "$work/words.tsv"
	train second all --start-from "$work/first" --epochs 6 --decay-from 0.1 --warmup 200 \
		--sentences --seed 2 $slips --vary-copies 0.2
	train third all --start-from "$work/second" --epochs 3 --decay none --warmup 200 --sentences \
		--seed 3 $slips --vary-copies 0.4 --dropout 0.1
	prepare full "$tatoeba, the starter corpus, vocabulary and everyday sentences of chartrans" \
		"$work/words.tsv" "$work/everyday-sentences.tsv"
	train fourth full --start-from "$work/third/last.safetensors" --epochs 6 --decay-from 0.4 \
		--warmup 200 --sentences --seed 4 $last_slips --dropout 0.1
	touch "$work/four-stages"
}

translate() { # the model of one way, that of the other: the sentences of DIR with their translations
	choose "$1"
	cut -f $column "$dir/train.tsv" | sort -u >"$work/read.txt"
	$chartrans translate -m "$work/fourth" -b 4 --rerank "runs/$2/fourth" -i "$work/read.txt" \
		-o "$work/written.txt" --overwrite
	paste "$work/read.txt" "$work/written.txt" >"$work/made.tsv"
}

choose "$wanted"
test -f "$dir/train.tsv" || { echo "no $dir/train.tsv; name the folder of the pairs" >&2 && exit 2; }
for one in en-es es-en; do
	choose $one
	test -e "$work/four-stages" || four_stages
done
translate en-es es-en
translate es-en en-es
awk -F'\t' '{print $2 "\t" $1}' runs/es-en/made.tsv >runs/es-en/made-turned.tsv
choose "$wanted"
prepare both "$tatoeba, those translated by this project, its starter corpus, vocabulary and sentences" \
	"$work/words.tsv" "$work/everyday-sentences.tsv" runs/en-es/made.tsv runs/es-en/made-turned.tsv
train fifth both --start-from "$work/fourth" --epochs 2.2 --decay-from 0.2 --learning-rate 0.001 \
	--warmup 200 --sentences --seed 5 $last_slips --dropout 0.1
$chartrans export "$work/fifth" -o "models/$wanted.safetensors" --weights int8 --overwrite
