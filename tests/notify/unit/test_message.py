"""The life of a message: told as given, when, then."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.message import (
    ClaimLost,
    Ended,
    MessageClaimed,
    MessageCommand,
    MessageDeferred,
    MessageEnded,
    MessageEvent,
    MessageNotClaimable,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawalNoted,
    MessageWithdrawn,
    message_of,
)
from shared.errors import Refusal
from tests.notify.builders import (
    CUSTOMER,
    ENTITY,
    MESSAGE,
    OBLIGATION,
    PROVIDER_ID,
    Story,
    claim,
    defer,
    desk,
    give_up,
    queue,
    recover,
    refused,
    sent,
    unheard,
    withdraw,
)


class TestQueueMessage:
    def test_of_a_new_obligation_queues_it(self) -> None:
        (queued,) = desk().when(queue()).then_events()
        assert isinstance(queued, MessageQueued)
        assert (queued.message, queued.obligation) == (MESSAGE, OBLIGATION)

    def test_heard_twice_is_queued_once(self) -> None:
        desk().given(queue()).when(queue()).then_nothing()

    def test_after_it_was_sent_is_nothing_new(self) -> None:
        desk().given(queue(), claim(), sent()).when(queue()).then_nothing()

    def test_with_nobody_to_write_to_is_undeliverable_at_once(self) -> None:
        queued, ended = desk().when(queue(obstacle="no-contact", contact=None)).then_events()
        assert isinstance(queued, MessageQueued)
        assert ended == MessageUndeliverable(
            message=MESSAGE, entity=ENTITY, customer=CUSTOMER, obligation=OBLIGATION, reason="no-contact"
        )

    def test_has_one_name_per_obligation(self) -> None:
        assert message_of(OBLIGATION) == MESSAGE


class TestClaimMessage:
    def test_takes_a_waiting_message(self) -> None:
        (claimed,) = desk().given(queue()).when(claim()).then_events()
        assert isinstance(claimed, MessageClaimed)
        assert claimed.attempt == 1

    def test_by_a_second_sender_is_refused(self) -> None:
        desk().given(queue(), claim()).when(claim()).then_refused(MessageNotClaimable)

    def test_by_a_sender_that_has_not_heard_of_the_last_attempt_is_refused(self) -> None:
        desk().given(queue(), claim(), defer()).when(claim(1)).then_refused(MessageNotClaimable)

    def test_after_a_deferral_is_the_next_attempt(self) -> None:
        (claimed,) = desk().given(queue(), claim(), defer()).when(claim(2)).then_events()
        assert isinstance(claimed, MessageClaimed)

    def test_of_a_withdrawn_message_is_refused(self) -> None:
        desk().given(queue(), withdraw()).when(claim()).then_refused(MessageNotClaimable)

    def test_of_an_unknown_message_is_refused_for_ever(self) -> None:
        story = desk().given(queue(), claim(), unheard())
        story.when(claim(1)).then_refused(MessageNotClaimable)
        story.when(claim(2)).then_refused(MessageNotClaimable)

    def test_of_a_message_nobody_queued_is_refused(self) -> None:
        desk().when(claim()).then_refused(MessageNotClaimable)


class TestRecordSent:
    def test_ends_it(self) -> None:
        desk().given(queue(), claim()).when(sent()).then(
            MessageSent(
                message=MESSAGE,
                entity=ENTITY,
                customer=CUSTOMER,
                obligation=OBLIGATION,
                attempt=1,
                provider_id=PROVIDER_ID,
            )
        )

    def test_twice_is_harmless(self) -> None:
        desk().given(queue(), claim(), sent()).when(sent()).then_nothing()

    def test_by_a_sender_that_slept_too_long_is_refused(self) -> None:
        desk(begun=1).given(queue(), claim(), recover()).when(sent()).then_refused(ClaimLost)

    def test_of_an_earlier_attempt_is_refused(self) -> None:
        desk().given(queue(), claim(), defer(), claim(2)).when(sent(1)).then_refused(ClaimLost)

    def test_of_a_message_that_was_not_claimed_is_refused(self) -> None:
        desk().given(queue()).when(sent()).then_refused(ClaimLost)


class TestRecordUnknown:
    def test_ends_it_as_unknown(self) -> None:
        (ended,) = desk().given(queue(), claim()).when(unheard()).then_events()
        assert isinstance(ended, MessageUnknown)

    def test_wins_over_a_withdrawal_asked_for_meanwhile(self) -> None:
        (ended,) = desk().given(queue(), claim(), withdraw()).when(unheard()).then_events()
        assert isinstance(ended, MessageUnknown)


class TestRecordRefused:
    def test_ends_it_as_undeliverable(self) -> None:
        (ended,) = desk().given(queue(), claim()).when(refused()).then_events()
        assert isinstance(ended, MessageUndeliverable)
        assert ended.reason == "refused-550"


class TestDeferMessage:
    def test_puts_it_back_into_the_queue(self) -> None:
        (deferred,) = desk().given(queue(), claim()).when(defer()).then_events()
        assert isinstance(deferred, MessageDeferred)

    def test_beyond_the_last_attempt_ends_it(self) -> None:
        story = desk().given(queue(), claim(1), defer(1, attempts_max=2), claim(2))
        (ended,) = story.when(defer(2, attempts_max=2)).then_events()
        assert isinstance(ended, MessageUndeliverable)
        assert ended.reason == "retries-exhausted"

    def test_without_a_limit_never_ends_it(self) -> None:
        story = desk().given(queue())
        for attempt in range(1, 50):
            story.given(claim(attempt), defer(attempt))
        (deferred,) = story.given(claim(50)).when(defer(50)).then_events()
        assert isinstance(deferred, MessageDeferred)

    def test_after_a_withdrawal_was_asked_for_withdraws_it(self) -> None:
        (ended,) = desk().given(queue(), claim(), withdraw("disputed")).when(defer()).then_events()
        assert isinstance(ended, MessageWithdrawn)
        assert ended.reason == "disputed"

    def test_of_a_lost_claim_is_refused(self) -> None:
        desk().given(queue(), claim(), defer()).when(defer()).then_refused(ClaimLost)


class TestWithdrawMessage:
    def test_of_a_waiting_message_takes_it_back(self) -> None:
        (ended,) = desk().given(queue()).when(withdraw("paid")).then_events()
        assert isinstance(ended, MessageWithdrawn)
        assert ended.reason == "paid"

    def test_between_two_attempts_takes_it_back(self) -> None:
        (ended,) = desk().given(queue(), claim(), defer()).when(withdraw()).then_events()
        assert isinstance(ended, MessageWithdrawn)

    def test_of_a_claimed_message_is_noted(self) -> None:
        (noted,) = desk().given(queue(), claim()).when(withdraw()).then_events()
        assert isinstance(noted, MessageWithdrawalNoted)

    def test_noted_once_is_noted_for_good(self) -> None:
        desk().given(queue(), claim(), withdraw()).when(withdraw()).then_nothing()

    def test_that_was_noted_does_not_undo_a_delivery(self) -> None:
        (ended,) = desk().given(queue(), claim(), withdraw()).when(sent()).then_events()
        assert isinstance(ended, MessageSent)

    def test_of_a_sent_message_comes_too_late(self) -> None:
        desk().given(queue(), claim(), sent()).when(withdraw()).then_nothing()

    def test_of_a_message_we_never_had_is_nothing(self) -> None:
        desk().when(withdraw()).then_nothing()


class TestRecoverClaim:
    def test_whose_dialogue_had_begun_leaves_it_unknown(self) -> None:
        (ended,) = desk(begun=1).given(queue(), claim()).when(recover()).then_events()
        assert isinstance(ended, MessageUnknown)
        assert ended.reason == "sender-stopped"

    def test_whose_dialogue_had_not_begun_puts_it_back(self) -> None:
        (deferred,) = desk().given(queue(), claim()).when(recover()).then_events()
        assert isinstance(deferred, MessageDeferred)

    def test_whose_dialogue_had_not_begun_lets_a_withdrawal_win(self) -> None:
        (ended,) = desk().given(queue(), claim(), withdraw()).when(recover()).then_events()
        assert isinstance(ended, MessageWithdrawn)

    def test_of_a_claim_that_was_concluded_is_refused(self) -> None:
        desk(begun=1).given(queue(), claim(), sent()).when(recover()).then_refused(ClaimLost)


class TestGiveUp:
    def test_ends_a_waiting_message(self) -> None:
        (ended,) = desk().given(queue()).when(give_up("too-late")).then_events()
        assert isinstance(ended, MessageUndeliverable)

    def test_leaves_a_claimed_message_to_its_sender(self) -> None:
        desk().given(queue(), claim()).when(give_up()).then_nothing()


ANY_COMMAND: st.SearchStrategy[MessageCommand] = st.one_of(
    st.builds(queue, obstacle=st.sampled_from([None, "no-contact"])),
    st.builds(withdraw),
    st.builds(give_up),
    *(st.builds(command, st.integers(1, 3)) for command in (claim, sent, unheard, refused, recover)),
    st.builds(defer, st.integers(1, 3), attempts_max=st.sampled_from([None, 2])),
)


class TestWhateverComes:
    """Whatever senders, dunning and crashes do in whatever order: a message ends at most once, and nothing follows."""

    @given(commands=st.lists(ANY_COMMAND, max_size=20), begun=st.sampled_from([None, 1, 2]))
    def test_a_message_ends_at_most_once(self, commands: list[MessageCommand], begun: int | None) -> None:
        log = carried_out(commands, begun)
        ends = [index for index, event in enumerate(log) if isinstance(event, MessageEnded)]
        assert ends in ([], [len(log) - 1])

    @given(commands=st.lists(ANY_COMMAND, max_size=20), begun=st.sampled_from([None, 1, 2]))
    def test_every_outcome_follows_a_claim_of_its_attempt(
        self, commands: list[MessageCommand], begun: int | None
    ) -> None:
        log = carried_out(commands, begun)
        claimed = [event.attempt for event in log if isinstance(event, MessageClaimed)]
        assert claimed == list(range(1, len(claimed) + 1)), "attempts are counted without a gap and never twice"
        for event in log:
            if isinstance(event, MessageSent | MessageUnknown):
                assert event.attempt == claimed[-1]

    @given(commands=st.lists(ANY_COMMAND, max_size=20))
    def test_after_unknown_nobody_gets_it_again(self, commands: list[MessageCommand]) -> None:
        story = desk(begun=1).given(queue(), claim(), recover())
        before = list(story.log)
        for command in commands:
            carry_out_if_allowed(story, command)
        assert story.log == before
        assert story.state.messages[MESSAGE] == Ended(outcome="unknown", attempt=1)


def carried_out(commands: list[MessageCommand], begun: int | None) -> list[MessageEvent]:
    story = desk(begun=begun)
    for command in commands:
        carry_out_if_allowed(story, command)
    return [event for _, event in story.log]


def carry_out_if_allowed(story: Story, command: MessageCommand) -> None:
    with suppress(Refusal):
        story.given(command)
