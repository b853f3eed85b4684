"""The command line: parse, call, print. Exit codes: 0 all done · 1 some documents failed · 2 wrong usage · 3 cost cap · 130 interrupted."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline import __version__
from pipeline.datamodel.report import ChangeReport, ConversionReport, RiskReport
from pipeline.errors import ConfigError, MissingDependencyError, OutputError, PipelineError
from pipeline.reporting import INTERRUPTED, asked, counted, idle_flags, issue_line, issue_remarks, last_line, printable, stop_line
from pipeline.usage import Commands

if TYPE_CHECKING:
    from pipeline.datamodel.report import DocumentReport, Estimate, RunReport

Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_FAILED, EXIT_USAGE, EXIT_COST, EXIT_INTERRUPTED = 1, 2, 3, 130


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="pipeline")
def main() -> None:
    """Make bilingual digests of Chinese and English articles and transcripts, every figure traced to its sentence.

    \b
    Example:
      pipeline run corpus/          digests of a folder, in outputs/
      pipeline newsletter           an issue of the last week's digests
      pipeline convert article.md   Simplified to Taiwan's Traditional Chinese
    """


def everywhere(command: Command) -> Command:
    """The options that every command has."""
    options = (
        click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on standard output."),
        click.option("-q", "--quiet", is_flag=True, callback=_one_of_two, help="Print nothing but errors and results."),
        click.option(
            "-v", "--verbose", is_flag=True, callback=_one_of_two, help="Print a line for each document, and where an internal error happened."
        ),
        click.option("--no-color", is_flag=True, help="Print without colour."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _one_of_two(context: click.Context, option: click.Parameter, value: bool) -> bool:
    """Refuses --quiet beside --verbose, whichever comes first."""
    if value and any(context.params.get(name) for name in ("quiet", "verbose")):
        raise click.UsageError("--quiet and --verbose exclude each other", context)
    return value


@main.command(short_help="Digest files, folders, web addresses and feeds.")
@click.argument("paths", nargs=-1, metavar="[PATH …]")
@click.option("-o", "--outputs", type=click.Path(path_type=Path), help="Folder for digests and the ledger.  [default: outputs]")
@click.option("--model", metavar="MODEL", help="Who finds the facts: rules, or a chat model (openai:gpt-4o-mini).  [default: rules]")
@click.option("--max-cost", metavar="USD", help="Stop before the model has cost more than this.")
@click.option("--batch", is_flag=True, help="Hand requests in as batches: half the price, done within a day; run again to go on waiting.")
@click.option("--guard", metavar="MODEL", help="A model that judges what goes to the model and what comes back (ollama:llama-guard3).")
@click.option("--dry-run", is_flag=True, help="Estimate what would be asked and what it would cost; send and write nothing.")
@click.option("--concurrency", type=int, metavar="N", help="Requests to the model at once.  [default: 10]")
@click.option("--base-url", metavar="URL", help="Address of the model's server, in place of its provider's.")
@click.option("--prompts", type=click.Path(path_type=Path), metavar="DIR", help="Folder of your own prompts, looked up first.")
@click.option("--languages", metavar="LIST", help="Editions to write, of zh-Hans, zh-Hant-TW, zh-Hant-HK, en.  [default: zh-Hans,zh-Hant-TW,en]")
@click.option("--length", help="Length of a digest: short, medium or long (at most .20, .35, .60 of the source).  [default: medium]")
@click.option("--from-list", multiple=True, metavar="FILE", help="Digest what a file lists, a path or an address a line; - is standard input.")
@click.option("--include", multiple=True, metavar="GLOB", help="Take only files that match (repeatable).")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files that match (repeatable).")
@click.option("--encoding", metavar="NAME", help="Encoding of the files, where it cannot be told (gb18030, big5hkscs, utf-16 …).")
@click.option("--published", metavar="DATE", help="Publication date of the documents (2024-07-18).")
@click.option("--allow-private", is_flag=True, help="Fetch addresses inside your own network too.")
@click.option("--processes", type=int, metavar="N", help="Documents worked on at once.  [default: one a core]")
@click.option("--engine", metavar="NAME", help="Where documents are worked on: local, or ray (a cluster).  [default: local]")
@click.option("--ray-address", metavar="ADDRESS", help="The cluster's address (auto, ray://host:10001).  [default: one on this machine]")
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Folder of your own page templates, looked up first.")
@click.option("--extras", metavar="LIST", help="Pages to write besides: wechat, to paste into WeChat and other Chinese newsletter platforms.")
@click.option("--glossary", type=click.Path(path_type=Path), metavar="FILE", help="Your names and terms.  [default: glossary.toml, if it is there]")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file.  [default: pipeline.toml, if it is there]")
@click.option("--parquet", is_flag=True, help="Write the facts of all runs to facts.parquet among the outputs.")
@click.option("--force", is_flag=True, help="Digest again what has not changed.")
@everywhere
def run(paths: tuple[str, ...], config: Path | None, as_json: bool, quiet: bool, verbose: bool, no_color: bool, **flags: Any) -> None:
    """Digest documents: files, folders, addresses of the web or of a store, feeds, or - for standard input (default: corpus/).

    \b
    Example:
      pipeline run talks/ --languages zh-Hant-TW,en --length short
      pipeline run https://example.org/feed.xml s3://bucket/talks/
      pipeline run --from-list papers.txt
      pipeline run talks/ --model openai:gpt-4o-mini --max-cost 0.50
    """
    with reported_errors(verbose):
        from pipeline.config import load_settings
        from pipeline.workflows import estimate_corpus, run_corpus

        if paths and flags["from_list"]:
            raise ConfigError(f"--from-list {flags['from_list'][0]}: give it without other paths, or put them into the list")
        settings = load_settings(flags, config)
        for line in idle_flags(flags, settings.model, settings.engine):
            say(line)
        if settings.dry_run:
            show_estimate(estimate_corpus(paths, settings), as_json)
            return
        with progress(quiet or as_json, verbose, no_color) as (show, tell):
            report = run_corpus(paths, settings, on_report=show, tell=say_nothing if quiet else tell)
        if as_json:
            click.echo(json.dumps(report.record(), ensure_ascii=False, indent=1))
        elif not quiet:
            click.echo(last_line(report))
        if advice := stop_line(report):
            say(advice)
        if code := exit_code(report):
            sys.exit(code)


def say(line: object) -> None:
    """A line on standard error, without what a terminal would obey."""
    click.echo(printable(str(line)), err=True)


class Printable(logging.Formatter):
    """The message alone, without what a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def say_nothing(line: str) -> None:
    """Told what a quiet run keeps to itself."""


def exit_code(report: RunReport) -> int:
    """0 when every document is done, whoever did it; a stopped run's own code goes before that of failed documents."""
    stopped = {"cost": EXIT_COST, "interrupted": EXIT_INTERRUPTED, "quota": EXIT_FAILED}.get(report.stopped or "", 0)
    return stopped or (EXIT_FAILED if report.count("failed", "partial") else 0)


def show_estimate(estimate: Estimate, as_json: bool) -> None:
    """What would be asked, a line a document, and in all."""
    if as_json:
        click.echo(json.dumps(estimate.record(), ensure_ascii=False, indent=1))
        return
    for source, spent in estimate.documents.items():
        click.echo(f"{source}: {asked(spent, estimate.is_priced)}")
    for reason in estimate.failed:
        say(f"failed: {reason}")
    total = counted(len(estimate.documents), "document")
    click.echo(f"{estimate.model}, {total} ({estimate.unchanged} unchanged besides): {asked(estimate.total, estimate.is_priced)}; nothing was sent")


@main.command(short_help="Make one bilingual issue of a week's digests.")
@click.option("--week", metavar="WEEK", help="The week, from Monday to Sunday (2024-W30).  [default: the last that is over and has digests]")
@click.option("--since", metavar="DATE", help="First day, in place of a week.  [default: of the first digest]")
@click.option("--until", metavar="DATE", help="Last day.  [default: of the last digest]")
@click.option("--edition", "--languages", "edition", metavar="EDITIONS", help="What it is written in (zh-Hans+en, en).  [default: zh-Hant-TW+en]")
@click.option("--format", metavar="LIST", help="Files to write, of md, html, eml.  [default: md,html,eml]")
@click.option("--include-undated", is_flag=True, help="Take the digests whose date is not known too.")
@click.option("--from", "edited", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Your edited page, for page and mail.")
@click.option("-o", "--outputs", type=click.Path(path_type=Path), help="Folder of the digests and the newsletter.  [default: outputs]")
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Folder of your own page templates, looked up first.")
@click.option("--glossary", type=click.Path(path_type=Path), metavar="FILE", help="Your names and terms.  [default: glossary.toml, if it is there]")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file.  [default: newsletter.toml and pipeline.toml]")
@click.option("--force", is_flag=True, help="Overwrite pages that were edited.")
@everywhere
def newsletter(edited: tuple[Path, ...], config: Path | None, as_json: bool, quiet: bool, verbose: bool, no_color: bool, **flags: Any) -> None:
    """Make one bilingual issue of the digests of a week: merged across sources and languages, every figure traceable.

    \b
    Example:
      pipeline newsletter --week 2024-W30
      pipeline newsletter --since 2024-07-01 --until 2024-07-31 --edition zh-Hans+en
      pipeline newsletter --from outputs/newsletter/2024-W30/newsletter.en.md
    """
    with reported_errors(verbose):
        from pipeline.newsletters.planning import load_newsletter
        from pipeline.workflows import build_newsletter

        settings, file = load_newsletter(flags, config)
        report = build_newsletter(settings, file, edited=edited)
        for line in issue_remarks(report):
            say(line)
        if as_json:
            click.echo(json.dumps(report.record(), ensure_ascii=False, indent=1))
        elif not quiet:
            click.echo(issue_line(report))
        if report.figures:
            sys.exit(EXIT_FAILED)


@main.command(short_help="Convert Simplified Chinese to Traditional, or back.")
@click.argument("paths", nargs=-1, metavar="[FILE|DIR|- …]")
@click.option("--to", "target", default="zh-Hant-TW", show_default=True, help="zh-Hant-TW, zh-Hant-HK, zh-Hant or zh-Hans.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder to write to.  [default: standard output]")
@click.option("--in-place", is_flag=True, help="Write each file over itself.")
@click.option("--check", is_flag=True, help="List the conversions that an editor should look at; write nothing; exit 1 if there are any.")
@click.option("--diff", is_flag=True, help="List the words that change, beside the original; write nothing.")
@click.option("--encoding", metavar="NAME", help="Encoding of the files, where it cannot be told.")
@click.option("--output-encoding", metavar="NAME", help="Encoding to write.  [default: utf-8; in place the file's own]")
@click.option("--no-wording", is_flag=True, help="Convert characters only; leave the mainland's words.")
@click.option("--spacing", is_flag=True, help="Set Han and Latin letters apart by a space.")
@click.option(
    "--glossary", type=click.Path(path_type=Path), metavar="FILE", help="Names that stay as they are.  [default: glossary.toml, if it is there]"
)
@everywhere
def convert(paths: tuple[str, ...], output: Path | None, in_place: bool, check: bool, diff: bool, glossary: Path | None, **flags: Any) -> None:
    """Convert Simplified Chinese to Traditional, or back; code, addresses and names stay as they are.

    \b
    Example:
      pipeline convert article.md --to zh-Hant-HK -o article.hk.md
      cat notes.txt | pipeline convert -
    """
    with reported_errors(flags.pop("verbose")):
        from pipeline import conversion as work
        from pipeline.config import glossary_path, load_glossary

        if sum([in_place, check, diff, output is not None]) > 1:
            raise ConfigError("--in-place, --check, --diff and --output exclude each other; give one of them")
        if not paths and sys.stdin is not None and sys.stdin.isatty():
            raise ConfigError("nothing to convert; name a file or a folder, or - for what you type here")
        as_json, wording = flags.pop("as_json"), not flags.pop("no_wording")
        how = {key: flags[key] for key in ("target", "spacing", "encoding", "output_encoding")}
        plan = work.Conversion(wording=wording, glossary=load_glossary(glossary_path(glossary)), **how)
        act = {"check": work.find_risks, "diff": work.find_changes, "in_place": work.convert_in_place}
        chosen = next((act[name] for name, wanted in (("check", check), ("diff", diff), ("in_place", in_place)) if wanted), None)
        reports = list(chosen(paths or ("-",), plan) if chosen else work.convert_files(paths or ("-",), plan, output))
        show_conversion(reports, as_json)
        if any(isinstance(report, ConversionReport) and report.status == "failed" for report in reports) or (check and reports):
            sys.exit(EXIT_FAILED)


def show_conversion(reports: Sequence[ConversionReport | RiskReport | ChangeReport], as_json: bool) -> None:
    """Converted text, risks and changes on standard output, failures on standard error."""
    for report in reports:
        if isinstance(report, ConversionReport):
            if report.data is not None and not as_json:
                sys.stdout.buffer.write(report.data)
            if report.reason:
                say(report.reason)
        elif not as_json:
            click.echo(str(report))
    if as_json:
        click.echo(json.dumps([report.record() for report in reports], ensure_ascii=False, indent=1))


@main.command(short_help="Fact-check a summary against its source.")
@click.argument("summary", metavar="SUMMARY")
@click.option("--against", multiple=True, required=True, metavar="SOURCE", help="What the summary is a summary of: a file or folder (repeatable).")
@click.option("--encoding", metavar="NAME", help="Encoding of the files, where it cannot be told.")
@click.option("--glossary", type=click.Path(path_type=Path), metavar="FILE", help="Your names and terms.  [default: glossary.toml, if it is there]")
@everywhere
def check(
    summary: str, against: tuple[str, ...], as_json: bool, quiet: bool, verbose: bool, no_color: bool, glossary: Path | None, **flags: Any
) -> None:
    """Fact-check a summary, in Chinese or English, against its source; exit 1 if a sentence is unsupported.

    \b
    Example:
      pipeline check summary.md --against article.txt
      cat answer.txt | pipeline check - --against talk.srt --json
    """
    with reported_errors(verbose, EXIT_USAGE):
        from pipeline.checking import check_page, check_summary
        from pipeline.config import glossary_path

        report = check_summary(summary, against, glossary=glossary_path(glossary), **flags)
        if as_json:
            click.echo(json.dumps(report.record(), ensure_ascii=False, indent=1))
        elif not quiet:
            click.echo(check_page(report), nl=False)
        if report.unsupported:
            sys.exit(EXIT_FAILED)


@main.command(short_help="Query the facts of all runs.")
@click.option("--subject", "subjects", multiple=True, metavar="NAME", help="Of what: an id, a name in any language, or how it begins (repeatable).")
@click.option("--attribute", "attributes", multiple=True, metavar="NAME", help="What is told of it, named alike: mmlu, 价格, release (repeatable).")
@click.option("--since", metavar="DATE", help="Published on this day or later.")
@click.option("--until", metavar="DATE", help="Published on this day or before.")
@click.option("--join", "joined", is_flag=True, help="One row for each value of a subject and attribute, with the documents that tell it.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv", "parquet"]), default="table", show_default=True, help="How to print.")
@click.option("--edition", metavar="EDITION", default="en", show_default=True, help="The language of names and texts: zh-Hans, zh-Hant-TW …")
@click.option("-o", "--outputs", type=click.Path(path_type=Path), help="Folder of the digests and the ledger.  [default: outputs]")
@click.option("--glossary", type=click.Path(path_type=Path), metavar="FILE", help="Your names and terms.  [default: glossary.toml, if it is there]")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file.  [default: pipeline.toml, if it is there]")
@everywhere
def facts(subjects: tuple[str, ...], attributes: tuple[str, ...], joined: bool, form: str, config: Path | None, **flags: Any) -> None:
    """Query the facts of all runs, by subject, attribute and date of publication.

    \b
    Example:
      pipeline facts --subject "GPT-4o mini" --attribute 价格 --join
      pipeline facts --subject 'llama*' --since 2024-07-01 --format csv > facts.csv
    """
    as_json, quiet, verbose, _ = (flags.pop(name) for name in ("as_json", "quiet", "verbose", "no_color"))
    with reported_errors(verbose, EXIT_USAGE):
        from pipeline import querying as work
        from pipeline.config import load_settings

        settings = load_settings(flags, config)
        if form == "parquet" and sys.stdout.isatty():
            raise ConfigError("--format parquet: not for a screen; write it to a file: pipeline facts --format parquet > facts.parquet")
        found = work.query_facts(settings, subjects, attributes, joined=joined)
        for remark in () if quiet else found.remarks:
            say(remark)
        width = get_terminal_size().columns if sys.stdout.isatty() else None
        for part in work.written(found, "json" if as_json else form, settings, width):
            sys.stdout.buffer.write(part)


@main.command("eval", short_help="Score extractors against gold facts.")
@click.argument("paths", nargs=-1, metavar="[PATH …]")
@click.option("--gold", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Gold facts: NAME.jsonl for the document NAME.")
@click.option("--model", "models", multiple=True, metavar="MODEL", help="An extractor: rules, or a chat model (repeatable).  [default: rules]")
@click.option("-o", "--outputs", type=click.Path(path_type=Path), help="Folder to keep the digests in.  [default: they are thrown away]")
@click.option("--max-cost", metavar="USD", help="Stop before a model has cost more than this.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file.  [default: pipeline.toml, if it is there]")
@everywhere
def evaluate(paths: tuple[str, ...], gold: Path, models: tuple[str, ...], outputs: Path | None, config: Path | None, **flags: Any) -> None:
    """Score extractors against gold facts, document by document, with what they cost (default: corpus/).

    \b
    Example:
      pipeline eval --gold gold/ corpus/
      pipeline eval --gold gold/ talks/ --model rules --model openai:gpt-4o-mini --json
    """
    as_json, quiet, verbose, no_color = (flags.pop(name) for name in ("as_json", "quiet", "verbose", "no_color"))
    with reported_errors(verbose, EXIT_USAGE):
        from pipeline import evaluating as work
        from pipeline.config import load_settings

        settings = load_settings(flags, config)
        with progress(quiet or as_json, False, no_color) as (show, _):
            found = work.evaluate(paths or ("corpus/",), gold, models or (settings.model,), settings, outputs, show)
        if as_json:
            click.echo(json.dumps(found.record(), ensure_ascii=False, indent=1))
        else:
            click.echo(work.eval_table(found, with_details=verbose))


@main.command(short_help="List the chat models: price, window, what is missing.")
@click.option("--for", "paths", multiple=True, metavar="PATH", help="Add what a run over these documents would cost with each (repeatable).")
@click.option("--models", type=click.Path(path_type=Path), metavar="FILE", help="Your own table of models.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings file.  [default: pipeline.toml, if it is there]")
@everywhere
def models(paths: tuple[str, ...], config: Path | None, as_json: bool, quiet: bool, verbose: bool, no_color: bool, **flags: Any) -> None:
    """List the chat models that can be asked: price, window, whether each is ready, and what is missing where it is not.

    \b
    Example:
      pipeline models
      pipeline models --for talks/ --json
    """
    with reported_errors(verbose):
        from pipeline.config import load_settings
        from pipeline.consult import pricing
        from pipeline.consult.pricelist import models_page

        settings = load_settings(flags, config)
        found = pricing.price_corpus(paths, settings) if paths else pricing.list_models(settings)
        for reason in found.failed:
            say(f"failed: {reason}")
        click.echo(json.dumps(found.record(), ensure_ascii=False, indent=1) if as_json else models_page(found), nl=as_json)
        if found.failed:
            sys.exit(EXIT_FAILED)


@main.command(short_help="Start a folder: settings, a glossary, an empty corpus.")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@everywhere
def init(directory: Path, as_json: bool, quiet: bool, verbose: bool, no_color: bool) -> None:
    """Write commented settings, a glossary and an empty corpus to start from; what is there already is kept.

    \b
    Example:
      pipeline init my-newsletter
    """
    with reported_errors(verbose):
        from pipeline.workflows import start_project

        written = start_project(directory)
        if as_json:
            click.echo(json.dumps([str(path) for path in written], ensure_ascii=False))
        elif not quiet:
            for path in written:
                click.echo(f"wrote {path}")
            first = "" if directory == Path() else f"cd {directory}, "
            click.echo(f"Next: {first}put documents into corpus/, type pipeline run" if written else "All of it is there already.")


@contextmanager
def reported_errors(verbose: bool, failed: int = EXIT_FAILED) -> Iterator[None]:
    """Errors as one line on standard error and an exit code, `failed` for those of sources; never a traceback."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Printable())
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler])
    logging.getLogger().setLevel(logging.CRITICAL)  # other packages log what they also raise, some with tracebacks
    logging.getLogger("pipeline").setLevel(logging.DEBUG if verbose else logging.WARNING)
    try:
        yield
    except (ConfigError, MissingDependencyError, OutputError) as error:
        say(f"Error: {error}")
        sys.exit(EXIT_USAGE)
    except PipelineError as error:
        say(f"Error: {error}")
        sys.exit(failed)
    except KeyboardInterrupt:
        say(INTERRUPTED)
        sys.exit(EXIT_INTERRUPTED)


@contextmanager
def progress(quiet: bool, verbose: bool, no_color: bool) -> Iterator[tuple[Callable[[DocumentReport, int], None], Callable[[str], None]]]:
    """Failures and what is told of the model as lines on standard error, and a bar there when it is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=no_color, highlight=False, soft_wrap=True, markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("documents", total=None)

        def show(report: DocumentReport, total: int) -> None:
            bar.update(task, advance=1, total=total)
            if report.status == "failed":
                tell(f"failed: {report.reason}")
            elif report.status == "partial":
                tell(f"partial: {report.source}: {report.reason}")
            elif verbose:
                tell(f"{report.status}: {report.source} ({report.facts} facts, {report.rejections} rejected)")

        def tell(line: str) -> None:
            console.print(printable(line))

        yield show, tell
