namespace Stomp.Tests.Crashes.Checking;

/// <summary>Which message it is: each publisher counts its messages of each target by itself, from 1.</summary>
/// <param name="Publisher">Who sends it.</param>
/// <param name="Target">Where to: the queue, or the topic of a durable subscription, without the prefix.</param>
/// <param name="Number">Its number.</param>
internal readonly record struct MessageKey(int Publisher, string Target, int Number)
{
    public override string ToString() => $"{Publisher}/{Target}/{Number}";
}
