using NUnit.Framework;

namespace Stomp.Tests.Crashes.Checking;

/// <summary>What <see cref="HistoryChecker"/> finds in histories that were made by hand. In them the target <c>x</c> never had two consumers at a time.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly HashSet<string> Exclusive = ["x"];

    // All of a message's life, without an incident.
    private const string Whole = "send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1; ack-confirmed 1/a/1";

    [TestCase(Whole)]
    [TestCase($"{Whole}; end")]
    [TestCase("send 1/a/1; end", Description = "not confirmed: it may be lost")]
    [TestCase("send 1/a/1; end; receive 1/a/1; ack 1/a/1; ack-confirmed 1/a/1", Description = "not confirmed: it may be there")]
    [TestCase("send 1/a/1; receive 1/a/1; end", Description = "not confirmed: it may have been there and be lost")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1; end", Description = "ACK not confirmed: it may be in effect")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1; end; receive 1/a/1 again; ack 1/a/1; ack-confirmed 1/a/1", Description = "or not")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; nack 1/a/1; receive 1/a/1 again; ack 1/a/1; ack-confirmed 1/a/1")]
    public void A_message_that_is_treated_as_promised_is_no_violation(string history) =>
        Assert.That(Check(history).Violations, Is.Empty);

    [TestCase("send 1/a/1; confirmed 1/a/1; end")]
    [TestCase("send 1/a/1 in 7; commit 7; committed 7; end")]
    public void A_confirmed_message_that_never_comes_is_lost(string history) => IsViolation(history, ViolationKind.Lost);

    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; end")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; nack 1/a/1; end")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1; end; receive 1/a/1 again; end", Description = "the second delivery was never acknowledged")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1 in 7; end", Description = "an ACK that was never committed")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1 in 7; abort 7; end")]
    public void A_confirmed_message_that_is_gone_without_an_ACK_has_vanished(string history) => IsViolation(history, ViolationKind.Vanished);

    [TestCase($"{Whole}; end; receive 1/a/1 again")]
    [TestCase($"{Whole}; receive 1/a/1 over 2", Description = "without a crash too")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1 in 7; commit 7; committed 7; end; receive 1/a/1 again; ack 1/a/1; ack-confirmed 1/a/1")]
    public void A_message_that_comes_after_its_ACK_was_confirmed_is_resurrected(string history) => IsViolation(history, ViolationKind.Resurrected);

    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; end")]
    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; abort 7; end")]
    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; end")]
    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; end; receive 1/b/1; receive 1/a/1; ack 1/a/1; ack 1/b/1")]
    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; committed 7; receive 1/a/1; ack 1/a/1; end; receive 1/b/1; ack 1/b/1")]
    public void A_transaction_that_is_done_as_a_whole_or_not_at_all_is_no_violation(string history) =>
        Assert.That(Check(history).Violations, Is.Empty);

    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; end; receive 1/a/1; ack 1/a/1")]
    [TestCase("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; receive 1/b/1; ack 1/b/1; end")]
    public void A_transaction_of_which_some_messages_come_is_half(string history) => IsViolation(history, ViolationKind.HalfTransaction);

    [Test]
    public void A_confirmed_transaction_of_which_some_messages_come_has_lost_the_others_too() =>
        Assert.That(
            Check("send 1/a/1 in 7; send 1/b/1 in 7; commit 7; committed 7; end; receive 1/a/1; ack 1/a/1").Violations.Select(static violation => violation.Kind),
            Is.EquivalentTo([ViolationKind.HalfTransaction, ViolationKind.Lost]));

    [TestCase("send 1/a/1 in 7; receive 1/a/1")]
    [TestCase("send 1/a/1 in 7; end; receive 1/a/1; ack 1/a/1")]
    [TestCase("send 1/a/1 in 7; abort 7; receive 1/a/1; ack 1/a/1")]
    public void A_message_of_a_transaction_without_COMMIT_must_not_come(string history) => IsViolation(history, ViolationKind.Uncommitted);

    // Message 1/a/1 is moved to 2/b/1.
    private const string Move = "send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1 in 7; send 2/b/1 in 7; commit 7";

    [TestCase($"{Move}; committed 7; receive 2/b/1; ack 2/b/1; end")]
    [TestCase($"{Move}; end; receive 2/b/1; ack 2/b/1", Description = "done")]
    [TestCase($"{Move}; end; receive 1/a/1 again; ack 1/a/1", Description = "not done")]
    [TestCase($"{Move}; end; receive 1/a/1 again; ack 1/a/1 in 8; send 2/b/2 in 8; commit 8; committed 8; receive 2/b/2; ack 2/b/2", Description = "done again")]
    [TestCase("send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1 in 7; send 2/b/1 in 7; abort 7; ack 1/a/1; end", Description = "acknowledged after ABORT")]
    public void A_move_that_is_done_or_not_is_no_violation(string history) => Assert.That(Check(history).Violations, Is.Empty);

    [TestCase($"{Move}; end; receive 2/b/1; receive 1/a/1 again; ack 2/b/1; ack 1/a/1", Description = "SEND without ACK")]
    [TestCase($"{Move}; end", Description = "ACK without SEND")]
    public void A_move_of_which_one_side_is_done_is_half(string history) => IsViolation(history, ViolationKind.HalfTransaction);

    private const string Three =
        "send 1/a/1; send 1/a/2; send 1/a/3; send 1/x/1; send 1/x/2; send 1/x/3; send 2/x/1; send 2/x/2";

    [TestCase("receive 1/a/1; receive 1/a/2; receive 1/a/3")]
    [TestCase("receive 1/a/1; receive 1/a/3", Description = "a gap is judged by the confirmation alone")]
    [TestCase("receive 1/a/1; receive 1/a/2; end; receive 1/a/1 again; receive 1/a/2 again; receive 1/a/3", Description = "only what comes first counts")]
    [TestCase("receive 1/a/2 over 1; receive 1/a/1 over 2", Description = "who of two consumers was first cannot be seen")]
    [TestCase("receive 1/a/2 over 2; receive 1/a/1 again", Description = "it was under way to another consumer before")]
    [TestCase("receive 1/x/1; receive 2/x/1; receive 1/x/2; receive 2/x/2", Description = "publishers among each other have no order")]
    [TestCase("receive 1/x/1 over 1; end; receive 1/x/1 over 2; receive 1/x/2 over 2")]
    public void First_deliveries_in_order_are_no_violation(string deliveries) => Assert.That(Check($"{Three}; {deliveries}").Violations, Is.Empty);

    [TestCase("receive 1/a/2; receive 1/a/1")]
    [TestCase("receive 1/a/1; receive 1/a/3; end; receive 1/a/2")]
    [TestCase("receive 1/x/2; receive 1/x/1 again", Description = "there is no other consumer")]
    [TestCase("receive 1/x/2 over 1; end; receive 1/x/1 over 2", Description = "one consumer after another sees the order")]
    public void First_deliveries_in_another_order_are_a_violation(string deliveries) => IsViolation($"{Three}; {deliveries}", ViolationKind.OutOfOrder);

    [Test]
    public void A_message_that_nobody_has_sent_is_a_violation() => IsViolation("receive 1/a/1", ViolationKind.Unknown);

    [TestCase("confirmed 1/a/1")]
    [TestCase("send 1/a/1; send 1/a/1")]
    [TestCase("ack 1/a/1")]
    public void A_history_that_cannot_have_happened_is_refused(string history) =>
        Assert.That(() => Check(history), Throws.InvalidOperationException);

    [Test]
    public void Everything_is_counted()
    {
        Verdict verdict = Check(
            """
            send 1/a/1; confirmed 1/a/1; receive 1/a/1; ack 1/a/1; ack-confirmed 1/a/1
            send 1/a/2; confirmed 1/a/2; receive 1/a/2
            send 1/a/3 in 1; send 1/b/1 in 1; commit 1; committed 1
            send 1/a/4 in 2; send 1/b/2 in 2; commit 2
            send 1/a/5 in 3; commit 3
            send 1/a/6 in 4; abort 4
            send 1/a/7 in 5
            end
            receive 1/a/2 again; receive 1/a/3; receive 1/a/4; receive 1/b/1; receive 1/b/2; nack 1/a/2; receive 1/a/2
            ack 1/a/2; ack 1/a/3; ack 1/a/4; ack 1/b/1; ack 1/b/2; ack-confirmed 1/b/2
            end
            """);
        Assert.That(verdict.Violations, Is.Empty);
        Assert.That((verdict.Outages, verdict.Sent, verdict.Confirmed, verdict.Delivered, verdict.AckConfirmed), Is.EqualTo((2, 9, 4, 6, 2)));
        Assert.That((verdict.Doubled, verdict.DoubledUnmarked), Is.EqualTo((2, 1)));
        Assert.That((verdict.Committed, verdict.InDoubtDone, verdict.InDoubtUndone, verdict.Uncommitted), Is.EqualTo((1, 1, 1, 2)));
        Assert.That(verdict.ToString(), Does.Contain("Lost 0").And.Contain("Resurrected 0").And.Contain("doubled: 2"));
    }

    private static Verdict Check(string history) => HistoryChecker.Check(HistoryText.Parse(history), Exclusive);

    private static void IsViolation(string history, ViolationKind kind) =>
        Assert.That(Check(history).Violations.Select(static violation => violation.Kind), Is.EqualTo([kind]));
}
