using System.Net;
using NUnit.Framework;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>A machine that loses its power may lose the end of what was written. What is left is a beginning, however the end is torn.</summary>
[NonParallelizable]
public sealed class TornTailTests
{
    private const string CutsVariable = "STOMP_CRASH_CUTS";
    private const int DefaultCuts = 5;

    // So few that the store does not write its log back yet: then the end of the log would be nothing that can still be lost.
    private const int Messages = 300;

    private static readonly Target[] Targets = [Target.Orders, Target.Shared, Target.Work];

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("stomp-crashes-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task What_is_left_of_a_log_without_its_end_is_a_beginning()
    {
        int seed = new CrashSettings().Seed;
        int cuts = CrashSettings.Get(CutsVariable, DefaultCuts);
        TestContext.Progress.WriteLine($"{CrashSettings.SeedVariable}={seed} {CutsVariable}={cuts}");
        var random = new Random(seed);
        DirectoryInfo original = _folder.CreateSubdirectory("original");
        History written = await PublishAsync(original, random);

        History whole = await ReadAsync(Copy(original, "whole"));
        Verdict verdict = HistoryChecker.Check([.. written.Events, .. whole.Events], Targets.Select(static target => target.Name).ToHashSet());
        Assert.That(verdict.Violations, Is.Empty, "with nothing torn off");

        int least = int.MaxValue;
        for (int cut = 1; cut <= cuts; cut++)
        {
            DirectoryInfo copy = Copy(original, $"cut-{cut}");
            string log = Tear(copy, random, isGarbled: cut % 2 == 0);
            History read = await ReadAsync(copy);
            MessageKey[] left =
                [.. read.Events.Where(static happened => happened.Kind == HistoryEventKind.Received).Select(static happened => happened.Message)];
            TestContext.Progress.WriteLine($"{cut}/{cuts}: {log}; {left.Length} of {verdict.Delivered} messages are left");
            Assert.That(PrefixChecker.Check(written.Events, left), Is.Empty, log);
            least = Math.Min(least, left.Length);
        }

        Assert.That(least, Is.LessThan(verdict.Delivered), "something was torn off");
    }

    // Several publishers, and nobody who consumes.
    private static async Task<History> PublishAsync(DirectoryInfo folder, Random random)
    {
        var workload = new Workload();
        await LiveAsync(folder, async life =>
        {
            life.MaxBacklog = Messages;
            life.Start(new Publisher(1, Targets, transactionPercent: 0, random.Next(), workload));
            life.Start(new Publisher(2, Targets, transactionPercent: 50, random.Next(), workload));
            life.Start(new Publisher(3, Targets, transactionPercent: 100, random.Next(), workload));
            await life.HoldsAsync(() => life.IsCrowded, "enough messages were sent");
        });
        return workload.History;
    }

    private static async Task<History> ReadAsync(DirectoryInfo folder)
    {
        var workload = new Workload();
        await LiveAsync(folder, async life =>
        {
            Array.ForEach(Targets, target => life.Start(new Drain(target, workload)));
            await life.WhenClientsHaveEndedAsync();
        });
        return workload.History;
    }

    private static async Task LiveAsync(DirectoryInfo folder, Func<BrokerLife, Task> use)
    {
        await using var host = CrashHost.Start(folder.FullName);
        IPEndPoint server = await host.WaitUntilReadyAsync();
        var life = new BrokerLife(server);
        await use(life);
        life.Announce();
        await host.KillAsync();
        await life.WhenClientsHaveEndedAsync();
    }

    private DirectoryInfo Copy(DirectoryInfo original, string name)
    {
        DirectoryInfo copy = _folder.CreateSubdirectory(name);
        foreach (FileInfo file in original.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(copy.FullName, file.Name));
        }

        return copy;
    }

    // Cuts the end off, or writes anything over it, as a disk does that has allocated it and not written it.
    private static string Tear(DirectoryInfo folder, Random random, bool isGarbled)
    {
        FileInfo[] logs = folder.GetFiles("*-wal");
        Assert.That(logs, Has.Length.EqualTo(1));
        using FileStream log = logs[0].Open(FileMode.Open);
        long length = log.Length;
        long left = random.NextInt64(length);
        if (isGarbled)
        {
            byte[] garbage = new byte[length - left];
            random.NextBytes(garbage);
            log.Position = left;
            log.Write(garbage);
            return $"garbage from {left} on in {length} octets";
        }

        log.SetLength(left);
        return $"cut at {left} of {length} octets";
    }
}
