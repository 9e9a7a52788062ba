#!/bin/sh
# Makes a bundled translator anew: models/train.sh en-es DIR, or es-en. DIR holds train.tsv and dev.tsv,
# sentence pairs with English first; they are no part of this project. `make model-en-es` calls this.
set -eu
pair=$1 pairs=$2
chartrans=${CHARTRANS:-chartrans}
work=runs/$pair
case $pair in
en-es) from=en to=es swap= accents=0.05 columns='$1 "\t" $2' ;;
es-en) from=es to=en swap=--swap accents=0.25 columns='$2 "\t" $1' ;; # people leave accents out
*) echo "no model is called $pair; there are en-es and es-en" >&2 && exit 2 ;;
esac
test -f "$pairs/train.tsv" || { echo "no $pairs/train.tsv; name the folder of the pairs" >&2 && exit 2; }
mkdir -p "$work"
awk -F'\t' "{print $columns}" "$pairs/dev.tsv" >"$work/dev.tsv"

prepare() { # folder, name, files...
	folder=$1 name=$2
	shift 2
	# shellcheck disable=SC2086 -- $swap is no word or one
	$chartrans prepare "$@" --held-out "$pairs/dev.tsv" $swap -o "$work/$folder" --overwrite \
		--dev 0 --test 0 --name "$name" --source-language $from --target-language $to \
		--licence "CC BY 2.0, CC0" \
		--attribution "tatoeba.org and www.manythings.org/anki; the starter corpus of chartrans"
}

train() { # data, run, options...
	data=$1 run=$2
	shift 2
	$chartrans train "$work/$data" --dev "$work/dev.tsv" -o "$work/$run" --overwrite --preset base \
		--vary-plain 0.3 --vary-typos 0.08 --vary-copies 0.2 --vary-accents $accents --patience 0 "$@"
}

tatoeba="Tatoeba sentences (manythings.org/anki, 2018-05-13)"
prepare sentences "$tatoeba and the starter corpus" "$pairs/train.tsv" data/starter/train.tsv
