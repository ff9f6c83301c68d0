using NUnit.Framework;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>
/// What a broker has confirmed holds when it is killed: messages, acknowledgements, transactions. See docs/testing.md for the long run.
/// </summary>
[NonParallelizable]
public sealed class CrashTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("stomp-crashes-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task What_was_confirmed_survives_SIGKILL()
    {
        await using var outage = new Kill(_folder.FullName);
        Verdict verdict = await new CrashRun(new CrashSettings { HasDurableSubscription = true }, outage).RunAsync();
        Assert.That(verdict.Violations, Is.Empty);
        DidWork(verdict);
    }

    [Test]
    public async Task Without_a_store_what_was_confirmed_is_found_to_be_lost()
    {
        await using var outage = new Kill(dataFolder: null);
        Verdict verdict = await new CrashRun(new CrashSettings { Outages = 2, MinReceipts = 100, Profile = LoadProfile.Publishers }, outage).RunAsync();
        Assert.That(verdict.CountOf(ViolationKind.Lost), Is.Positive.And.EqualTo(verdict.Confirmed).And.EqualTo(verdict.Violations.Count));
    }

    [Test]
    public async Task Without_a_store_nothing_is_found_but_losses()
    {
        await using var outage = new Kill(dataFolder: null);
        Verdict verdict = await new CrashRun(new CrashSettings { Outages = 3, MinReceipts = 100, Profile = LoadProfile.All }, outage).RunAsync();
        ViolationKind[] losses = [ViolationKind.Lost, ViolationKind.Vanished, ViolationKind.HalfTransaction];
        Assert.That(verdict.Violations.Where(violation => !losses.Contains(violation.Kind)), Is.Empty);
        DidWork(verdict);
    }

    // The broker itself goes on: with or without a store.
    [Test]
    public async Task What_was_confirmed_survives_the_loss_of_all_connections()
    {
        await using var outage = new Cut();
        Verdict verdict = await new CrashRun(new CrashSettings(), outage).RunAsync();
        Assert.That(verdict.Violations, Is.Empty);
        DidWork(verdict);
    }

    // A run in which nothing was at stake has shown nothing.
    private static void DidWork(Verdict verdict)
    {
        Assert.That(verdict.Confirmed, Is.Positive);
        Assert.That(verdict.AckConfirmed, Is.Positive);
        Assert.That(verdict.Committed, Is.Positive);
    }
}
