"""The steps of building the model, each of which reads what an earlier one wrote into the work folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.model import exporting, grafting
from tools.model.averaging import average
from tools.model.corpus import Corpus
from tools.model.distillation import Distillation
from tools.model.folders import english_model
from tools.model.glosses import gloss_all, read_glosses, translation_tables, write_glosses
from tools.model.headings import Headings
from tools.model.lessons import all_lessons
from tools.model.meanings import meanings, write_meanings
from tools.model.student import Student
from tools.model.teaching import Report, read_lessons, taught, teacher, write_lessons
from tools.model.training import Limits, Training
from tools.model.use import Use, load_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a build is made of and where it goes.

    Attributes:
        corpus: the texts.
        work: the folder for what steps hand to each other.
        english: the folder of the model to start from; empty for the one of the extra `model`.
        out: the folder of the model that ships.
        meanings: the file of the run-time lexicon.
        tokens: how many tokens the model that ships has at most.
        mantissa: how many bits of each weight's fraction it has.
        lessons: limits of training on lessons.
        headings: limits of training on headings.
    """

    corpus: Corpus
    work: Path
    english: Path | None
    out: Path
    meanings: Path
    tokens: int
    mantissa: int
    lessons: Limits
    headings: Limits

    @property
    def glosses(self) -> Path:
        """What foreign words mean."""
        return self.work / "glosses.jsonl.gz"

    @property
    def grafted(self) -> Path:
        """The model before training."""
        return self.work / "grafted"

    @property
    def distilled(self) -> Path:
        """The model that has learnt the lessons, averaged with the one before."""
        return self.work / "distilled-averaged"

    @property
    def finished(self) -> Path:
        """The model that has learnt headings too, averaged with the one before."""
        return self.work / "headings-averaged"

    def use(self) -> Use:
        """Returns how often words are used: counted once."""
        return load_use(self.corpus, self.work / "use.tsv.gz")

    def start(self) -> Path:
        """Returns the folder of the English model."""
        return self.english or english_model()


def lexicon(settings: Settings, report: Report) -> None:
    """Estimates what foreign words mean."""
    glosses = gloss_all(translation_tables(settings.corpus), settings.use())
    write_glosses(glosses, settings.glosses)
    report(f"{len(glosses)} words have a gloss")


def graft(settings: Settings, report: Report) -> None:
    """Gives the English model tokens for foreign words."""
    tokens = grafting.graft(settings.start(), settings.grafted, read_glosses(settings.glosses), settings.use())
    report(f"the grafted model has {tokens} tokens")


def teach(settings: Settings, report: Report) -> None:
    """Embeds with the English model what the student should learn to embed alike."""
    lessons = taught(all_lessons(settings.corpus), teacher(settings.start()), report)
    write_lessons(lessons, settings.work)
    report(f"{len(lessons.texts)} lessons over {len(lessons.teacher)} English texts")


def distil(settings: Settings, report: Report) -> None:
    """Trains the grafted model on the lessons, from where an earlier run was cut off."""
    student = Student(settings.grafted)
    course = Distillation(student, read_lessons(settings.work))
    out = settings.work / "distilled"
    _train(Training(student, course, out, settings.lessons), report)
    average(settings.grafted, out, settings.distilled)


def learn_headings(settings: Settings, report: Report) -> None:
    """Trains the distilled model on headings, from where an earlier run was cut off."""
    student = Student(settings.distilled)
    course = Headings(student, settings.corpus, Distillation(student, read_lessons(settings.work)))
    out = settings.work / "headings"
    _train(Training(student, course, out, settings.headings), report)
    average(settings.distilled, out, settings.finished)


def _train(training: Training, report: Report) -> None:
    training.run(report)
    report(f"trained for {training.progress.steps} steps in {training.progress.seconds / 60:.0f} minutes")


def export(settings: Settings, report: Report) -> None:
    """Writes the trained model as it ships."""
    tokens, share = exporting.export(
        settings.finished, settings.out, settings.use(), tokens=settings.tokens, mantissa=settings.mantissa
    )
    size = sum(path.stat().st_size for path in settings.out.rglob("*") if path.is_file())
    report(f"{tokens} tokens, {share:.2%} of all uses, {size / 1e6:.1f} MB in {settings.out}")


def write_lexicon(settings: Settings, report: Report) -> None:
    """Writes the run-time lexicon."""
    found = meanings(read_glosses(settings.glosses), settings.use())
    write_meanings(found, settings.meanings)
    report(f"{len(found)} stems in {settings.meanings}")


# In the order in which each has what it needs.
STEPS: Mapping[str, Callable[[Settings, Report], None]] = {
    "lexicon": lexicon,
    "graft": graft,
    "teach": teach,
    "distil": distil,
    "headings": learn_headings,
    "export": export,
    "meanings": write_lexicon,
}
